package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.ContainerPhase.Running;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gives a running container what its pod says now, without ending it; but for resources whose {@code resizePolicy} wants a
 * restart, which begins the next attempt with them.
 */
final class Resizing {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private Resizing() {}

    /** Asks the runtime for what the container has not been given yet; answers the same facts where it has it all. */
    static PodFacts drive(PodFacts facts, ContainerManifest container, Running running, Instant now, StepDraft out) {
        ContainerProgress progress = facts.of(container);
        Sizing sizing = progress.sizing();
        JsonNode given = sizing.given();
        JsonNode wanted = container.resources();
        if (given == null || sizing.asked() != null || given.equals(wanted)) {
            return facts;
        }
        if (sizing.retryAt().isAfter(now)) {
            out.wakeAt(sizing.retryAt());
            return facts;
        }
        String restarting = restarting(container, given, wanted);
        if (restarting != null) {
            return ContainerStop.begin(
                    facts,
                    container,
                    facts.pod().graceSeconds(),
                    StopCause.own(
                            Ending.REPLACED,
                            "Container " + container.name() + " resize of " + restarting + " requires restart"),
                    Duration.ZERO,
                    now,
                    out);
        }
        out.act(
                new PodCommand.ResizeContainer(container.name(), running.id()),
                container.name() + " is to have other resources");
        return facts.with(progress.with(sizing.asking(wanted)));
    }

    static PodState done(PodState state, Signal.Resized done) {
        PodFacts facts = state.facts();
        ContainerProgress progress = asked(facts, done.container(), done.id());
        JsonNode asked = progress == null ? null : progress.sizing().asked();
        if (facts == null || progress == null || asked == null) {
            return state;
        }
        return States.with(state, facts.with(progress.with(Sizing.given(asked))));
    }

    static PodState failed(PodState state, Signal.ResizeFailed failed, Instant now, StepDraft out) {
        PodFacts facts = state.facts();
        ContainerProgress progress = asked(facts, failed.container(), failed.id());
        if (facts == null || progress == null) {
            return state;
        }
        out.tell(true, "ResizeError", "Error resizing container: " + failed.message(), failed.container());
        return States.with(
                state, facts.with(progress.with(progress.sizing().failed(failed.message(), now.plus(AGAIN)))));
    }

    /** The container that this was asked of, if it is still the same attempt. */
    private static @Nullable ContainerProgress asked(@Nullable PodFacts facts, String name, String id) {
        ContainerProgress progress = facts == null ? null : facts.containers().get(name);
        return progress != null
                        && progress.phase() instanceof Running running
                        && running.id().equals(id)
                        && progress.sizing().asked() != null
                ? progress
                : null;
    }

    /** The first of the resources that have changed and cannot without a restart; null for none. */
    private static @Nullable String restarting(ContainerManifest container, JsonNode given, JsonNode wanted) {
        for (String resource : container.restartsFor()) {
            for (String list : new String[] {"requests", "limits"}) {
                if (!given.path(list).path(resource).equals(wanted.path(list).path(resource))) {
                    return resource;
                }
            }
        }
        return null;
    }
}
