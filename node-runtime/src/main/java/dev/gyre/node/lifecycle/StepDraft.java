package dev.gyre.node.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects a step's commands and reasons while it is being worked out. */
final class StepDraft {
    private final List<PodCommand> commands = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private @Nullable Instant wakeAt;

    void act(PodCommand command, String reason) {
        commands.add(command);
        reasons.add(command.inWords() + ": " + reason);
    }

    void tell(boolean isWarning, String reason, String message, String container) {
        commands.add(new PodCommand.EmitEvent(isWarning, reason, message, container));
    }

    /** A question that changes nothing in the world, such as a probe. */
    void ask(PodCommand question) {
        commands.add(question);
    }

    /** The earliest time that anything asked for is the one that counts: whoever waits longer asks again then. */
    void wakeAt(Instant time) {
        if (wakeAt == null || time.isBefore(wakeAt)) {
            wakeAt = time;
        }
    }

    /** A status goes out before the deletion that would make it pointless, and after everything else. */
    void report(PodCommand.ReportStatus status) {
        int last = commands.size() - 1;
        boolean endsInDeletion = last >= 0 && commands.get(last) instanceof PodCommand.FinishDeletion;
        commands.add(endsInDeletion ? last : last + 1, status);
    }

    List<PodCommand> commands() {
        List<PodCommand> all = new ArrayList<>(commands);
        if (wakeAt != null) {
            all.add(new PodCommand.WakeAt(wakeAt));
        }
        return List.copyOf(all);
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
