package dev.gyre.gateway.conversion;

import dev.gyre.gateway.outbound.WebhookClient;
import dev.gyre.gateway.outbound.WebhookException;
import dev.gyre.gateway.outbound.WebhookTarget;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ConversionWebhook;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.custom.CustomSchema;
import dev.gyre.schemas.custom.CustomStructure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the webhook that a definition names. Many objects are one question, or, where they are large, a few, one after another. */
public final class WebhookConversions implements Conversions {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Of one question: its answer may be larger, and must be within what the client reads. */
    private static final int MAX_QUESTION_BYTES = 2 * 1024 * 1024;

    private final WebhookClient client;
    private final Duration timeout;

    public WebhookConversions(WebhookClient client) {
        this(client, TIMEOUT);
    }

    /** @param timeout of one question */
    public WebhookConversions(WebhookClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<List<ObjectNode>> convert(ResourceKind kind, List<ObjectNode> objects, String apiVersion) {
        List<ObjectNode> others = objects.stream()
                .filter(object -> !Conversions.isIn(object, apiVersion))
                .toList();
        if (others.isEmpty()) {
            return CompletableFuture.completedStage(objects);
        }
        ConversionWebhook webhook = kind.conversionWebhook();
        if (webhook == null) {
            throw new IllegalArgumentException(kind.groupResource() + " has no conversion webhook");
        }
        CompletionStage<List<ObjectNode>> converted = CompletableFuture.completedStage(List.of());
        for (List<ObjectNode> question : questions(kind, others)) {
            converted = converted.thenCompose(before -> ask(webhook, question, apiVersion)
                    .thenApply(more -> concat(before, pruned(kind, more, apiVersion))));
        }
        return converted.thenApply(all -> putBack(objects, all, apiVersion));
    }

    /** With the defaults of the versions that they are in, in portions. */
    private static List<List<ObjectNode>> questions(ResourceKind kind, List<ObjectNode> objects) {
        List<List<ObjectNode>> questions = new ArrayList<>();
        List<ObjectNode> question = new ArrayList<>();
        long bytes = 0;
        for (ObjectNode object : objects) {
            ObjectNode whole = object.deepCopy();
            ApiVersion version = kind.version(object.path("apiVersion").asString(""));
            if (version != null) {
                version.defaults().apply(whole);
            }
            long size = Json.write(whole).length;
            if (!question.isEmpty() && bytes + size > MAX_QUESTION_BYTES) {
                questions.add(question);
                question = new ArrayList<>();
                bytes = 0;
            }
            question.add(whole);
            bytes += size;
        }
        questions.add(question);
        return questions;
    }

    private CompletionStage<List<ObjectNode>> ask(
            ConversionWebhook webhook, List<ObjectNode> objects, String apiVersion) {
        String failed = "conversion webhook for " + Conversions.groupVersionKind(objects.getFirst()) + " failed: ";
        ConversionReview review;
        WebhookTarget target;
        try {
            review = ConversionReview.of(webhook.reviewVersions(), objects, apiVersion);
            target = WebhookTarget.of(webhook.clientConfig());
        } catch (WebhookException | IllegalArgumentException e) {
            return CompletableFuture.failedStage(Conversions.failure(failed + e.getMessage()));
        }
        return client.post(target, review.question(), timeout).handle((body, failure) -> {
            if (body == null) {
                throw Conversions.failure(failed + reason(failure));
            }
            List<JsonNode> answered;
            try {
                answered = review.read(body);
            } catch (WebhookException e) {
                throw Conversions.failure(failed + e.getMessage());
            }
            return ConvertedObjects.checked(objects, answered, apiVersion);
        });
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    /** A webhook may say more than the schema knows. */
    private static List<ObjectNode> pruned(ResourceKind kind, List<ObjectNode> objects, String apiVersion) {
        ApiVersion version = kind.version(apiVersion);
        if (version != null && version.schema() instanceof CustomSchema schema) {
            objects.forEach(object -> CustomStructure.prune(object, schema));
        }
        return objects;
    }

    private static List<ObjectNode> concat(List<ObjectNode> some, List<ObjectNode> more) {
        List<ObjectNode> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static List<ObjectNode> putBack(List<ObjectNode> objects, List<ObjectNode> converted, String apiVersion) {
        List<ObjectNode> all = new ArrayList<>();
        int next = 0;
        for (ObjectNode object : objects) {
            all.add(Conversions.isIn(object, apiVersion) ? object : converted.get(next++));
        }
        return all;
    }
}
