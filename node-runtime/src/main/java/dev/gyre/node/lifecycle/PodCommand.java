package dev.gyre.node.lifecycle;

import dev.gyre.schemas.record.StopReason;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** What a pod's lifecycle wants done. Carrying one out twice does no harm. */
public sealed interface PodCommand {

    /** Say what the runtime has of this pod. */
    record Observe() implements PodCommand {}

    record PrepareVolumes() implements PodCommand {}

    record RemoveVolumes() implements PodCommand {}

    record CreateSandbox(int attempt) implements PodCommand {}

    record RemoveSandbox(String id) implements PodCommand {}

    /** Resolve the container's image, asking its registry as the policy says. */
    record PullImage(String container, String image, PullPolicy policy) implements PodCommand {}

    /** @param targetId the container whose processes it sees; empty for none in particular */
    record CreateContainer(String container, int attempt, String imageId, String sandboxId, String ip, String targetId)
            implements PodCommand {}

    record StartContainer(String container, String id) implements PodCommand {}

    /** Give a running container the resources that its pod says now. */
    record ResizeContainer(String container, String id) implements PodCommand {}

    record StopContainer(String container, String id, long graceSeconds) implements PodCommand {}

    /** Make one probe of a running container. {@code ip} is empty on the host's network. */
    record Probe(String container, String id, ProbeKind kind, String ip, Duration timeout) implements PodCommand {}

    /** Run a hook of a running container, and give it up after the limit. */
    record RunHook(String container, String id, HookKind kind, String ip, Duration limit) implements PodCommand {}

    record RemoveContainer(String id) implements PodCommand {}

    /** Write this status to the API. */
    record ReportStatus(ObjectNode status) implements PodCommand {}

    /** Tell the API that nothing of the pod is left here: delete it, if it still is this one, without grace. */
    record FinishDeletion(String uid) implements PodCommand {}

    /** Signal a tick then. */
    record WakeAt(Instant time) implements PodCommand {}

    /** Tell whoever looks at the pod. {@code container} is empty where it is about the pod as a whole. */
    record EmitEvent(boolean isWarning, String reason, String message, String container) implements PodCommand {}

    /** What is done, for people: the subject of a decision's reason. */
    default String inWords() {
        return switch (this) {
            case Observe o -> "observe the runtime";
            case PrepareVolumes p -> "prepare volumes";
            case RemoveVolumes r -> "remove volumes";
            case CreateSandbox c -> "create sandbox " + c.attempt();
            case RemoveSandbox r -> "remove sandbox " + r.id();
            case PullImage p -> "resolve image " + p.image() + " for " + p.container();
            case CreateContainer c -> "create container " + c.container() + ", attempt " + c.attempt();
            case StartContainer s -> "start container " + s.container() + " as " + s.id();
            case ResizeContainer r -> "resize container " + r.container();
            case StopContainer s -> new StopReason(s.container(), s.graceSeconds()).inWords();
            case Probe p -> p.kind().word() + " probe of " + p.container();
            case RunHook h when h.kind() == HookKind.PRE_STOP -> StopReason.hook(h.container());
            case RunHook h -> "run " + h.kind().field() + " hook of " + h.container();
            case RemoveContainer r -> "remove container " + r.id();
            case ReportStatus r -> "report status";
            case FinishDeletion f -> "let go of the pod";
            case WakeAt w -> "wake at " + w.time();
            case EmitEvent e -> "event " + e.reason();
        };
    }

    /** Whether it changes something in the world, other than telling of it or asking about it. */
    default boolean isAct() {
        return switch (this) {
            case Observe o -> false;
            case ReportStatus r -> false;
            case WakeAt w -> false;
            case EmitEvent e -> false;
            case Probe p -> false;
            case RunHook h -> true;
            case PrepareVolumes p -> true;
            case RemoveVolumes r -> true;
            case CreateSandbox c -> true;
            case RemoveSandbox r -> true;
            case PullImage p -> true;
            case CreateContainer c -> true;
            case StartContainer s -> true;
            case ResizeContainer r -> true;
            case StopContainer s -> true;
            case RemoveContainer r -> true;
            case FinishDeletion f -> true;
        };
    }
}
