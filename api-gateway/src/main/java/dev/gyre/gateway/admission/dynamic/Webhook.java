package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.cel.ExpressionException;
import dev.gyre.gateway.outbound.WebhookTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One webhook of a configuration, read once for many requests.
 *
 * @param id tells it from all others
 * @param reviewVersion in which it is asked
 */
record Webhook(
        String id,
        String name,
        WebhookTarget target,
        Criteria criteria,
        MatchConditions conditions,
        boolean failsOpen,
        boolean hasSideEffects,
        boolean isReinvocable,
        Duration timeout,
        String reviewVersion) {

    private static final int DEFAULT_TIMEOUT_SECONDS = 10;

    /** Those of a configuration, in their order; an {@link IllegalArgumentException} for what validation lets nobody store. */
    static List<Webhook> all(JsonNode configuration) throws ExpressionException {
        List<Webhook> all = new ArrayList<>();
        String owner = configuration.path("metadata").path("name").asString("");
        for (JsonNode webhook : configuration.path("webhooks")) {
            all.add(of(owner, webhook));
        }
        return all;
    }

    private static Webhook of(String owner, JsonNode webhook) throws ExpressionException {
        String name = webhook.path("name").asString("");
        String sideEffects = webhook.path("sideEffects").asString("");
        String version = webhook.path("admissionReviewVersions")
                .valueStream()
                .map(each -> each.asString(""))
                .filter(AdmissionReview.VERSIONS::contains)
                .findFirst()
                .orElse("v1");
        boolean failsOpen = webhook.path("failurePolicy").asString("").equals("Ignore");
        return new Webhook(
                owner + "/" + name,
                name,
                WebhookTarget.of(webhook.path("clientConfig")),
                Criteria.ofWebhook(webhook),
                MatchConditions.of(webhook.path("matchConditions"), Expressions.OF_WEBHOOKS, failsOpen),
                failsOpen,
                !sideEffects.equals("None") && !sideEffects.equals("NoneOnDryRun"),
                webhook.path("reinvocationPolicy").asString("").equals("IfNeeded"),
                Duration.ofSeconds(webhook.path("timeoutSeconds").asLong(DEFAULT_TIMEOUT_SECONDS)),
                version);
    }
}
