package dev.gyre.actors.replay;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.RecordJson;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Moves a view through recorded changes and, at the revision that each recorded decision names, asks today's rule of the same
 * name about the same key, with the time, the refusals and everything else that the record holds by value. Rules are pure, so
 * the same code gives the same answers. A run that was not recorded, because it wanted nothing new, is not asked for.
 */
public final class Replay {

    private static final String REFUSAL = "refusal.";
    private static final String HEARTBEAT = "heartbeat";

    private final Map<String, Reconciler> rules = new HashMap<>();
    private PersistentClusterView view;

    /** @param start the cluster before the changes */
    public Replay(List<Reconciler> rules, PersistentClusterView start) {
        rules.forEach(rule -> this.rules.put(rule.name(), rule));
        this.view = start;
    }

    /**
     * Asks for all of these decisions again, in the order of their revisions.
     *
     * @param changes all that happened after the start, in order
     */
    public List<Answer> answers(List<ResourceEvent> changes, List<DecisionRecord> decisions) {
        List<DecisionRecord> inOrder = new ArrayList<>(decisions);
        inOrder.sort(Comparator.comparingLong(DecisionRecord::inputRevision).thenComparing(DecisionRecord::id));
        List<Answer> answers = new ArrayList<>();
        int next = 0;
        for (DecisionRecord decision : inOrder) {
            int first = next;
            while (next < changes.size() && changes.get(next).revision() <= decision.inputRevision()) {
                next++;
            }
            if (decision.inputRevision() >= view.revision()) {
                view = view.apply(new ChangeFeed.Advance(decision.inputRevision(), changes.subList(first, next)));
            }
            answers.add(answer(decision));
        }
        return answers;
    }

    private Answer answer(DecisionRecord recorded) {
        Reconciler rule = rules.get(recorded.reconciler());
        if (rule == null) {
            return new Answer.NotAsked(recorded, "no rule of this name");
        }
        if (recorded.inputRevision() < view.revision()) {
            return new Answer.NotAsked(recorded, "it looked at a revision before these records");
        }
        Reconciler asThen = rule.startedWith(recorded.inputs());
        if (asThen == null) {
            return new Answer.NotAsked(recorded, "the record does not say what the rule was started with");
        }
        try {
            Decision decision = decide(asThen, recorded);
            return isSame(recorded, decision) ? new Answer.Same(recorded) : new Answer.Different(recorded, decision);
        } catch (RuntimeException e) {
            return new Answer.Failed(recorded, e.toString());
        }
    }

    private Decision decide(Reconciler rule, DecisionRecord recorded) {
        ResourceKey key = ResourceKey.parse(recorded.subject());
        Map<String, String> inputs = recorded.inputs();
        PersistentClusterView beating = inputs.containsKey(HEARTBEAT)
                ? view.withHeartbeats(List.of(new Heartbeat(key.name(), Instant.parse(inputs.get(HEARTBEAT)))))
                : view;
        PersistentClusterView seen = beating.measuring(Decision.answersIn(inputs));
        List<Refusal> refusals = new ArrayList<>();
        for (String refusal = inputs.get(REFUSAL + 0);
                refusal != null;
                refusal = inputs.get(REFUSAL + refusals.size())) {
            refusals.add(Refusal.ofInput(refusal));
        }
        return refusals.isEmpty()
                ? rule.reconcile(key, seen, recorded.now())
                : rule.reconcileAfter(refusals, key, seen, recorded.now());
    }

    private static boolean isSame(DecisionRecord recorded, Decision decision) {
        return recorded.reasons().equals(decision.reasons())
                && asText(recorded.commands()).equals(asText(decision.commands()));
    }

    /** As they stand on the log: what was never written, such as the type of a whole number, is no difference. */
    private static JsonNode asText(List<Command> commands) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        commands.forEach(command -> array.add(RecordJson.commandToJson(command)));
        return Json.MAPPER.readTree(Json.write(array));
    }
}
