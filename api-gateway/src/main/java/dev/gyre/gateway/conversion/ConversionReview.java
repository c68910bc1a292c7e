package dev.gyre.gateway.conversion;

import dev.gyre.gateway.outbound.WebhookException;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The exchange with a conversion webhook: {@code ConversionReview} in {@code v1}, or {@code v1beta1} for those who know no other. */
public final class ConversionReview {

    /** What the gateway speaks. */
    public static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private static final String GROUP = "apiextensions.k8s.io/";
    private static final String KIND = "ConversionReview";

    private final String uid = UUID.randomUUID().toString();
    private final String apiVersion;
    private final List<ObjectNode> objects;
    private final String desired;

    private ConversionReview(String apiVersion, List<ObjectNode> objects, String desired) {
        this.apiVersion = apiVersion;
        this.objects = objects;
        this.desired = desired;
    }

    /** In the first version that both know; fails with {@link WebhookException} where there is none. */
    static ConversionReview of(List<String> known, List<ObjectNode> objects, String desired) {
        for (String version : known) {
            if (VERSIONS.contains(version)) {
                return new ConversionReview(GROUP + version, objects, desired);
            }
        }
        throw new WebhookException("no supported conversion review versions");
    }

    byte[] question() {
        ObjectNode review = Json.object().put("kind", KIND).put("apiVersion", apiVersion);
        ObjectNode request = review.putObject("request").put("uid", uid).put("desiredAPIVersion", desired);
        ArrayNode array = request.putArray("objects");
        objects.forEach(array::add);
        return Json.write(review);
    }

    /** The converted objects, as they were sent; fails with {@link WebhookException} where the answer is none. */
    List<JsonNode> read(byte[] body) {
        JsonNode review;
        try {
            review = Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new WebhookException("couldn't parse webhook response: " + e.getOriginalMessage());
        }
        String sentVersion = review.path("apiVersion").asString("");
        String sentKind = review.path("kind").asString("");
        if (!sentVersion.equals(apiVersion) || !sentKind.equals(KIND)) {
            throw new WebhookException("expected webhook response of %s, Kind=%s, got %s, Kind=%s"
                    .formatted(apiVersion, KIND, sentVersion, sentKind));
        }
        JsonNode response = review.path("response");
        if (!response.isObject()) {
            throw new WebhookException("no response provided");
        }
        String sentUid = response.path("uid").asString("");
        // The older version did not ask for it.
        if (apiVersion.endsWith("/v1") && !sentUid.equals(uid)) {
            throw new WebhookException("expected response.uid=\"%s\", got \"%s\"".formatted(uid, sentUid));
        }
        JsonNode result = response.path("result");
        String status = result.path("status").asString("");
        if (!status.equals("Success")) {
            String message = result.path("message").asString("");
            throw new WebhookException(
                    message.isEmpty() ? "response.result.status was '" + status + "', not 'Success'" : message);
        }
        List<JsonNode> converted = new ArrayList<>();
        response.path("convertedObjects").forEach(converted::add);
        return converted;
    }
}
