package dev.gyre.node;

import dev.gyre.node.PodWorker.QueuedStep;
import dev.gyre.node.lifecycle.PodCommand;
import dev.gyre.node.lifecycle.Signal;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.record.DecisionRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes a pod's acting steps into records of {@code gyre.decisions}, so that {@code why} reaches down to the container:
 * the signal is an input, what the runtime is asked for stands among the reasons, what the API is asked for among the
 * commands. Ids are numbered within one life of the agent, which its start time tells from the others.
 */
final class DecisionRecorder {
    private static final String BUILD = "0.1.0";
    private static final int RADIX = 36;

    private final String nodeName;
    private final KubeletPorts ports;
    private final String life;
    private final Map<String, DecisionRecord> unrecorded = new HashMap<>();

    DecisionRecorder(String nodeName, KubeletPorts ports) {
        this.nodeName = nodeName;
        this.ports = ports;
        this.life = Long.toString(ports.clock().instant().toEpochMilli(), RADIX);
    }

    String id(PodWorker worker) {
        return "kubelet/" + worker.pod.key() + "/" + worker.pod.revision() + "/" + life + "-" + worker.steps;
    }

    void describe(PodWorker worker, QueuedStep queued, Signal signal, Instant now) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("node", nodeName);
        inputs.put("signal", inWords(signal));
        inputs.put("cause", worker.cause);
        List<Command> commands = queued.step().commands().stream()
                .filter(PodCommand.FinishDeletion.class::isInstance)
                .map(command -> PodWrites.deletion(worker))
                .toList();
        unrecorded.put(
                queued.cause(),
                new DecisionRecord(
                        queued.cause(),
                        "kubelet",
                        BUILD,
                        worker.pod.key().toString(),
                        queued.revision(),
                        now,
                        inputs,
                        queued.step().reasons(),
                        commands));
    }

    CompletionStage<Void> append(String id) {
        DecisionRecord decision = unrecorded.get(id);
        return decision == null
                ? CompletableFuture.completedFuture(null)
                : ports.decisions().append(decision);
    }

    void forget(String id) {
        unrecorded.remove(id);
    }

    /** A pod's whole specification is on the log already, at its revision. */
    private static String inWords(Signal signal) {
        return switch (signal) {
            case Signal.PodSpecified s ->
                "PodSpecified[" + s.pod().key() + " at " + s.pod().revision() + "]";
            default -> signal.toString();
        };
    }
}
