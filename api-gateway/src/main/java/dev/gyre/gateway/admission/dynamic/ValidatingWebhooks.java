package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.conversion.NotYetConverted;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the webhooks that may only say no, all at once. All answers are waited for; the first refusal in order is the answer. */
final class ValidatingWebhooks {

    private final WebhookDispatch dispatch;

    ValidatingWebhooks(WebhookDispatch dispatch) {
        this.dispatch = dispatch;
    }

    CompletionStage<Void> run(
            List<Webhook> webhooks, AdmissionAttributes request, Snapshot snapshot, Warnings warnings) {
        List<CompletionStage<?>> asked = new ArrayList<>();
        for (Webhook webhook : webhooks) {
            asked.add(NotYetConverted.resolving(() -> {
                ApiVersion shown = dispatch.shown(webhook, request, snapshot);
                return shown == null
                        ? CompletableFuture.completedStage(null)
                        : dispatch.ask(webhook, request, shown, false, warnings);
            }));
        }
        CompletableFuture<?>[] all =
                asked.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).handle((done, failure) -> null).thenCompose(ended -> {
            for (CompletableFuture<?> each : all) {
                if (each.isCompletedExceptionally()) {
                    return each.thenApply(never -> (Void) null);
                }
            }
            return CompletableFuture.completedStage(null);
        });
    }
}
