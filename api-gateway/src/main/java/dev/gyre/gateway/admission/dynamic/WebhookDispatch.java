package dev.gyre.gateway.admission.dynamic;

import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.admission.dynamic.AdmissionReview.Answer;
import dev.gyre.gateway.admission.dynamic.MatchConditions.UndecidedException;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.outbound.WebhookClient;
import dev.gyre.gateway.outbound.WebhookException;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one webhook, whichever of the two sorts it is of: whether it wants to be asked, how, and what a failure means. */
final class WebhookDispatch {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatch.class);

    private static final Durations ASKED = Durations.named(
            "apiserver_admission_webhook_admission_duration_seconds",
            "How long webhooks took, by what came of it.",
            "name",
            "type",
            "operation",
            "rejected");
    private static final Counters FAILED_OPEN = Counters.named(
            "apiserver_admission_webhook_fail_open_count_total",
            "Webhooks that could not be asked and were passed over.",
            "name");

    private final @Nullable WebhookClient client;
    private final Consumer<String> passedOver;
    private final Authorizer authorizer;

    private WebhookDispatch(@Nullable WebhookClient client, Consumer<String> passedOver, Authorizer authorizer) {
        this.client = client;
        this.passedOver = passedOver;
        this.authorizer = authorizer;
    }

    static WebhookDispatch of(WebhookClient client, Authorizer authorizer) {
        return new WebhookDispatch(client, FAILED_OPEN::increment, authorizer);
    }

    /** Where nobody is to be called: whoever wants to be asked is named, and passed over. */
    static WebhookDispatch withoutCalls(Consumer<String> passedOver, Authorizer authorizer) {
        return new WebhookDispatch(null, passedOver, authorizer);
    }

    /** In which version it wants to see the request; null where it does not. Throws where that cannot be told. */
    @Nullable
    ApiVersion shown(Webhook webhook, AdmissionAttributes request, Snapshot snapshot) {
        ApiVersion version = webhook.criteria().match(request, snapshot);
        if (version == null) {
            return null;
        }
        try {
            return webhook.conditions().hold(() -> Expressions.values(request, version, authorizer)) ? version : null;
        } catch (UndecidedException e) {
            throw Refusals.forbidden(request, String.valueOf(e.getMessage()));
        }
    }

    /** What it says, if it admits the request; null where it could not be asked and that is to be passed over. */
    CompletionStage<@Nullable Answer> ask(
            Webhook webhook, AdmissionAttributes request, ApiVersion shown, boolean isMutating, Warnings warnings) {
        if (request.isDryRun() && webhook.hasSideEffects()) {
            return CompletableFuture.failedStage(Refusals.cannotRunDry(webhook.name()));
        }
        WebhookClient calling = client;
        if (calling == null) {
            passedOver.accept(webhook.name());
            return CompletableFuture.completedStage(null);
        }
        AdmissionReview review = new AdmissionReview(webhook.reviewVersion(), isMutating);
        long from = System.nanoTime();
        String type = isMutating ? "admit" : "validating";
        return calling.post(webhook.target(), review.question(request, shown), webhook.timeout())
                .handle((body, failure) -> {
                    if (body == null) {
                        return passOver(webhook, "failed to call webhook: " + reason(failure));
                    }
                    Answer answer;
                    try {
                        answer = review.read(body);
                    } catch (WebhookException e) {
                        return passOver(webhook, "received invalid webhook response: " + e.getMessage());
                    }
                    answer.warnings().forEach(warnings::add);
                    if (!answer.isAllowed()) {
                        throw Refusals.denied(webhook.name(), answer.status());
                    }
                    return answer;
                })
                .whenComplete((answer, refusal) -> ASKED.recordNanos(
                        System.nanoTime() - from,
                        webhook.name(),
                        type,
                        request.operation().name(),
                        Boolean.toString(refusal != null)));
    }

    private @Nullable Answer passOver(Webhook webhook, String why) throws StatusException {
        if (webhook.failsOpen()) {
            passedOver.accept(webhook.name());
            LOG.warn("failed calling webhook \"{}\", failing open: {}", webhook.name(), why);
            return null;
        }
        throw Refusals.failedCalling(webhook.name(), why);
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }
}
