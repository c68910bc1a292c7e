package dev.gyre.actors.workload;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.EventCommands;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one round does about an owner's pods: a chain of commands for each, and at its end the Event that tells of it. Pods are
 * only made as long as their owner exists, so that none is born an orphan. Only those pods are deleted that were seen, and only as
 * long as their owner asks for what it asked for then: a late deletion would take a pod that is needed by now, and that others
 * have counted on since.
 */
public final class PodWork {

    /** As upstream: more than this are made or deleted in further rounds. */
    public static final int MAX_PODS_A_ROUND = 500;

    /** A decision is one record on the log, and it holds every pod it makes. */
    private static final int MAX_BYTES_A_ROUND = 600_000;

    /** Upstream's recorder lets as many through about one object at once; the decision on the log tells of all. */
    private static final int MAX_EVENTS_A_ROUND = 25;

    private final EventCommands events;
    private final Resource owner;
    private final ClusterView view;
    private final Instant now;
    private final List<List<Command>> chains = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int nextIndex;
    private int eventsTold;

    public PodWork(EventCommands events, Resource owner, ClusterView view, Instant now) {
        this.events = events;
        this.owner = owner;
        this.view = view;
        this.now = now;
    }

    /** How many pods of this template one round may make. */
    public static int most(JsonNode template) {
        int bytesEach = Json.write(template).length + 1024;
        return Math.min(MAX_PODS_A_ROUND, Math.max(1, MAX_BYTES_A_ROUND / bytesEach));
    }

    /** A name that follows from the owner, the revision and how many were given before; it is free. */
    public ResourceKey nextKey() {
        while (true) {
            String name = SafeSuffix.childName(owner.name(), owner.uid(), view.revision(), nextIndex++);
            ResourceKey key = ResourceKey.namespaced("", "pods", owner.namespace(), name);
            if (names.add(name) && view.get(key).isEmpty()) {
                return key;
            }
        }
    }

    public Command creation(ResourceKey key, ObjectNode pod) {
        return new Command.Create(key, pod, List.of(new Guard.Exists(owner.key(), owner.uid())));
    }

    public Command deletion(Resource pod) {
        return new Command.Delete(
                pod.key(), pod.uid(), null, Command.Propagation.BACKGROUND, null, List.of(Guard.Generation.of(owner)));
    }

    /** A chain of these in order, and then the Event, as long as there are not too many to read. */
    public void add(List<Command> commands, String reason, String message) {
        List<Command> chain = new ArrayList<>(commands);
        chain.addAll(tell(reason, message));
        chains.add(List.copyOf(chain));
    }

    /** A chain that nobody has to hear of. */
    public void add(List<Command> commands) {
        chains.add(List.copyOf(commands));
    }

    /** The Event alone, to stand in a chain behind what it tells of; nothing where there were too many already. */
    public List<Command> tell(String reason, String message) {
        return eventsTold < MAX_EVENTS_A_ROUND
                ? List.of(events.normal(owner, view.revision(), eventsTold++, reason, message, now))
                : List.of();
    }

    /** What went wrong with something of the owner's, told at the end of the last chain. */
    public void warn(String reason, String message) {
        if (eventsTold < MAX_EVENTS_A_ROUND && !chains.isEmpty()) {
            List<Command> chain = new ArrayList<>(chains.removeLast());
            chain.add(events.warning(owner, view.revision(), eventsTold++, reason, message, now));
            chains.add(List.copyOf(chain));
        }
    }

    public void create(ResourceKey key, ObjectNode pod) {
        add(List.of(creation(key, pod)), "SuccessfulCreate", "Created pod: " + key.name());
    }

    public void delete(Resource pod) {
        add(List.of(deletion(pod)), "SuccessfulDelete", "Deleted pod: " + pod.name());
    }

    public List<List<Command>> chains() {
        return List.copyOf(chains);
    }
}
