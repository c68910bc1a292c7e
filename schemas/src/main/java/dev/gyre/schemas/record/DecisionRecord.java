package dev.gyre.schemas.record;

import dev.gyre.schemas.Command;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decision of a reconciler or of a kubelet's lifecycle, written to the log before its first command. Its id is the cause
 * of each of its commands.
 *
 * @param id {@code <reconciler>/<subject>/<inputRevision>/<attempt>}: unique, and the same for the same decision
 * @param reconciler the name of the reconciler, such as {@code deployment}
 * @param build the version of the code that decided
 * @param subject what was decided about: a {@code ResourceKey} in its printed form, or a scheduler profile
 * @param inputRevision the one revision the view was at
 * @param now the time that the reconciler was given
 * @param inputs what it read that is no object, by value: a heartbeat's age, a lag
 * @param reasons why, in words
 * @param commands what it asked for, in order
 * @param details what was weighed, in a form of the reconciler's own; null for nothing beyond the reasons
 */
public record DecisionRecord(
        String id,
        String reconciler,
        String build,
        String subject,
        long inputRevision,
        Instant now,
        Map<String, String> inputs,
        List<String> reasons,
        List<Command> commands,
        @Nullable ObjectNode details) {

    /** Without details. */
    public DecisionRecord(
            String id,
            String reconciler,
            String build,
            String subject,
            long inputRevision,
            Instant now,
            Map<String, String> inputs,
            List<String> reasons,
            List<Command> commands) {
        this(id, reconciler, build, subject, inputRevision, now, inputs, reasons, commands, null);
    }
}
