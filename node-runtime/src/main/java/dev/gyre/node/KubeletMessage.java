package dev.gyre.node;

import dev.gyre.node.lifecycle.PodCommand;
import dev.gyre.node.lifecycle.Signal;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.runtime.MachineInfo;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.PodReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Everything that a kubelet hears; it hears one at a time. */
public sealed interface KubeletMessage {

    record Start() implements KubeletMessage {}

    record MachineKnown(MachineInfo machine) implements KubeletMessage {}

    record NodeWritten(Outcome outcome) implements KubeletMessage {}

    /** The kubelet's own Node as it stands. */
    record NodeFound(Resource node) implements KubeletMessage {}

    /** Reading a pod failed, and is due again. */
    record ReadAgain(String podUid) implements KubeletMessage {}

    /** References flow from here on, so what is listed now and what they say is all there is. */
    record FeedFollowed() implements KubeletMessage {}

    /** It is time to list this node's pods again. */
    record ListPods() implements KubeletMessage {}

    /** The same, at its regular time. */
    record ListDue() implements KubeletMessage {}

    record PodsListed(List<Resource> pods, long revision) implements KubeletMessage {}

    /** The log says that a pod of this node changed. */
    record PodReferenced(PodReference reference) implements KubeletMessage {}

    /** What the API has under the name of the pod of this uid. */
    record PodRead(String podUid, Optional<Resource> pod, String cause) implements KubeletMessage {}

    record Signalled(String podUid, Signal signal) implements KubeletMessage {}

    /** The head of a pod's queue of steps is on the log. */
    record StepRecorded(String podUid) implements KubeletMessage {}

    record RecordAgain(String podUid) implements KubeletMessage {}

    record StatusWritten(String podUid, Outcome outcome) implements KubeletMessage {}

    record WriteAgain(String podUid) implements KubeletMessage {}

    record DeletionAnswered(String podUid, Outcome outcome) implements KubeletMessage {}

    /** A command about a pod is due: one that failed, or one that something outside of the kubelet asks for. */
    record Retry(String podUid, PodCommand command) implements KubeletMessage {}

    /** The runtime says that a container ended. */
    record ContainerDied(PodObservation observation) implements KubeletMessage {}

    /** What was in the runtime when the kubelet started. */
    record FirstListed(List<PodObservation> containers) implements KubeletMessage {}

    /** Somebody wants to know which pods are here. */
    record PodsAsked(CompletableFuture<List<Resource>> reply) implements KubeletMessage {}

    /** It is time to compare with the runtime. */
    record Relist() implements KubeletMessage {}

    /** @param stepsBefore how many steps each pod had taken when the runtime was asked */
    record Relisted(List<PodObservation> containers, Map<String, Long> stepsBefore, Set<String> directories)
            implements KubeletMessage {}

    record Failed(String what, @Nullable Throwable why, KubeletMessage retry) implements KubeletMessage {}

    record HeartbeatDue() implements KubeletMessage {}

    record NodeStatusDue() implements KubeletMessage {}

    record VolumesDue() implements KubeletMessage {}
}
