package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.admission.dynamic.AdmissionReview.Answer;
import dev.gyre.gateway.admission.dynamic.MutatingPolicies.Outcome;
import dev.gyre.gateway.admission.dynamic.MutatingPolicies.Turn;
import dev.gyre.gateway.conversion.NotYetConverted;
import dev.gyre.gateway.patch.JsonPatch;
import dev.gyre.gateway.patch.PatchException;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives all who may change an object their turns, one after another: policies first, then webhooks. One that wishes so has another
 * turn where somebody has changed the object after it; the gateway's own rules have had one before that.
 */
final class MutatingRounds {

    private final MutatingPolicies policies;
    private final WebhookDispatch dispatch;

    MutatingRounds(MutatingPolicies policies, WebhookDispatch dispatch) {
        this.policies = policies;
        this.dispatch = dispatch;
    }

    /** {@code draft} is null where there is nothing to change: a deletion. */
    CompletionStage<Void> run(
            List<Webhook> webhooks,
            AdmissionAttributes request,
            @Nullable Draft draft,
            Snapshot snapshot,
            Warnings warnings) {
        Run run = new Run(request, draft, snapshot, warnings);
        return run.round(webhooks, false).thenCompose(done -> {
            if (!run.isChanged || draft == null) {
                return CompletableFuture.completedStage(null);
            }
            if (draft.refill()) {
                run.changed();
            }
            return run.round(webhooks, true);
        });
    }

    /** One request's way. Its steps come one after another, on whatever thread. */
    private final class Run {
        private final AdmissionAttributes request;
        private final @Nullable Draft draft;
        private final Snapshot snapshot;
        private final Warnings warnings;
        /** Those that would like to know of later changes, and those of them that shall. */
        private final Set<String> listening = new HashSet<>();

        private final Set<String> due = new HashSet<>();
        private boolean isChanged;

        Run(AdmissionAttributes request, @Nullable Draft draft, Snapshot snapshot, Warnings warnings) {
            this.request = draft == null ? request : request.with(draft);
            this.draft = draft;
            this.snapshot = snapshot;
            this.warnings = warnings;
        }

        CompletionStage<Void> round(List<Webhook> webhooks, boolean isSecond) {
            CompletionStage<Void> done = CompletableFuture.completedStage(null);
            Draft object = draft;
            if (object != null && !policies.isEmpty(snapshot)) {
                done = done.thenCompose(before -> policies(object, isSecond));
            }
            for (Webhook webhook : webhooks) {
                done = done.thenCompose(before -> !isSecond || due.contains(webhook.id())
                        ? ask(webhook)
                        : CompletableFuture.completedStage(null));
            }
            return done;
        }

        private CompletionStage<Void> policies(Draft object, boolean isSecond) {
            return NotYetConverted.resolving(() -> {
                CompletionStage<Void> done = CompletableFuture.completedStage(null);
                for (Turn turn : policies.turns(request, snapshot)) {
                    if (!isSecond || due.contains(turn.id())) {
                        done = done.thenCompose(before -> NotYetConverted.resolving(() -> take(turn, object)));
                    }
                }
                return done;
            });
        }

        private CompletionStage<Void> take(Turn turn, Draft object) {
            Outcome outcome = policies.take(turn, request, object, snapshot);
            if (outcome == Outcome.CHANGED) {
                changed();
            }
            if (outcome != Outcome.PASSED_BY && turn.policy().isReinvocable()) {
                listening.add(turn.id());
            }
            return CompletableFuture.completedStage(null);
        }

        private CompletionStage<Void> ask(Webhook webhook) {
            return NotYetConverted.resolving(() -> {
                ApiVersion shown = dispatch.shown(webhook, request, snapshot);
                return shown == null
                        ? CompletableFuture.completedStage(null)
                        : dispatch.ask(webhook, request, shown, true, warnings)
                                .thenCompose(answer -> take(webhook, answer, shown));
            });
        }

        private CompletionStage<Void> take(Webhook webhook, @Nullable Answer answer, ApiVersion shown) {
            return NotYetConverted.resolving(() -> {
                if (answer != null && apply(webhook, answer, shown)) {
                    changed();
                }
                if (webhook.isReinvocable()) {
                    listening.add(webhook.id());
                }
                return CompletableFuture.completedStage(null);
            });
        }

        void changed() {
            isChanged = true;
            due.addAll(listening);
            listening.clear();
        }

        private boolean apply(Webhook webhook, Answer answer, ApiVersion shown) {
            JsonNode patch = answer.patch();
            if (patch == null || patch.isArray() && patch.isEmpty()) {
                return false;
            }
            if (draft == null) {
                throw Refusals.internal("admission webhook \"" + webhook.name()
                        + "\" attempted to modify the object, which is not supported for this operation");
            }
            ObjectNode before = draft.in(shown);
            try {
                ObjectNode after = JsonPatch.apply(before.deepCopy(), patch);
                if (SameJson.same(after, before)) {
                    return false;
                }
                draft.become(after, shown);
                return true;
            } catch (PatchException e) {
                throw Refusals.internal(String.valueOf(e.getMessage()));
            }
        }
    }
}
