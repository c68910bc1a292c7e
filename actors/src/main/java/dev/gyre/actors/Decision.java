package dev.gyre.actors;

import dev.gyre.schemas.Command;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reconciler wants done about a key, and why. Commands form chains: within a chain they are sent in order, the next
 * when the one before it has been answered, and a refusal ends the chain; chains do not wait for one another. The usual
 * decision is one chain; {@link #independent} makes each command its own. A round is over when all its chains are.
 *
 * @param chainStarts where in {@code commands} each chain begins, ascending from 0
 * @param wakeAt when to look again although nothing changed (a deadline, a back-off); null for never
 * @param inputs what was read that is no object, by value
 * @param details what was weighed, for the record; null for nothing beyond the reasons
 */
public record Decision(
        List<Command> commands,
        List<Integer> chainStarts,
        List<String> reasons,
        @Nullable Instant wakeAt,
        Map<String, String> inputs,
        @Nullable ObjectNode details) {

    public Decision {
        if (commands.isEmpty() != chainStarts.isEmpty() || (!chainStarts.isEmpty() && chainStarts.getFirst() != 0)) {
            throw new IllegalArgumentException(commands.size() + " commands cannot be chained from " + chainStarts);
        }
    }

    private static final String MEASURED = "measured ";

    public static final Decision NOTHING = new Decision(List.of(), List.of(), null, Map.of());

    /** Without details. */
    public Decision(
            List<Command> commands,
            List<Integer> chainStarts,
            List<String> reasons,
            @Nullable Instant wakeAt,
            Map<String, String> inputs) {
        this(commands, chainStarts, reasons, wakeAt, inputs, null);
    }

    /** One chain. */
    public Decision(
            List<Command> commands, List<String> reasons, @Nullable Instant wakeAt, Map<String, String> inputs) {
        this(commands, commands.isEmpty() ? List.of() : List.of(0), reasons, wakeAt, inputs);
    }

    public static Decision of(List<Command> commands, String... reasons) {
        return new Decision(commands, List.of(reasons), null, Map.of());
    }

    /** Nothing to do until then. */
    public static Decision waitUntil(Instant wakeAt, String reason) {
        return new Decision(List.of(), List.of(reason), wakeAt, Map.of());
    }

    /** Commands of which none depends on another, such as the pods of one ReplicaSet: all are sent at once. */
    public static Decision independent(List<Command> commands, String... reasons) {
        List<Integer> starts = IntStream.range(0, commands.size()).boxed().toList();
        return new Decision(commands, starts, List.of(reasons), null, Map.of());
    }

    /** Chains that do not depend on one another, such as a binding and the Event that tells of it. */
    public static Decision chains(List<List<Command>> chains, String... reasons) {
        List<Command> commands = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        for (List<Command> chain : chains) {
            if (!chain.isEmpty()) {
                starts.add(commands.size());
                commands.addAll(chain);
            }
        }
        return new Decision(List.copyOf(commands), List.copyOf(starts), List.of(reasons), null, Map.of());
    }

    /** The same decision, to be looked at again then. */
    public Decision wakingAt(@Nullable Instant wakeAt) {
        return new Decision(commands, chainStarts, reasons, wakeAt, inputs, details);
    }

    /** The same decision, with what was read that is no object. */
    public Decision reading(Map<String, String> inputs) {
        return new Decision(commands, chainStarts, reasons, wakeAt, inputs, details);
    }

    /** The same decision, which rests on these answers, too. */
    public Decision measured(Map<String, String> answers) {
        Map<String, String> read = new LinkedHashMap<>(inputs);
        answers.forEach((question, answer) -> read.put(MEASURED + question, answer));
        return reading(read);
    }

    /** The answers among the inputs of a decision, by question. */
    public static Map<String, String> answersIn(Map<String, String> inputs) {
        Map<String, String> answers = new LinkedHashMap<>();
        inputs.forEach((input, value) -> {
            if (input.startsWith(MEASURED)) {
                answers.put(input.substring(MEASURED.length()), value);
            }
        });
        return answers;
    }

    /** The same decision, with what was weighed. */
    public Decision weighing(ObjectNode details) {
        return new Decision(commands, chainStarts, reasons, wakeAt, inputs, details);
    }
}
