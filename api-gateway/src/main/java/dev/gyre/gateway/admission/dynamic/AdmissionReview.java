package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.admission.dynamic.AdmissionAttributes.Subject;
import dev.gyre.gateway.outbound.WebhookException;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The exchange with a webhook: {@code AdmissionReview} in {@code admission.k8s.io/v1}, or {@code v1beta1} for those who know no other. */
final class AdmissionReview {

    static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private static final String GROUP = "admission.k8s.io/";

    private final String uid = UUID.randomUUID().toString();
    private final String apiVersion;
    private final boolean isMutating;

    /** @param version the first of those that the webhook knows and the gateway too */
    AdmissionReview(String version, boolean isMutating) {
        this.apiVersion = GROUP + version;
        this.isMutating = isMutating;
    }

    /**
     * What a webhook says.
     *
     * @param status why not, as it says it itself; null where it does not
     * @param patch null for none
     */
    record Answer(
            boolean isAllowed,
            @Nullable JsonNode status,
            @Nullable JsonNode patch,
            List<String> warnings) {}

    byte[] question(AdmissionAttributes request, ApiVersion shown) {
        ObjectNode review = Json.object().put("kind", "AdmissionReview").put("apiVersion", apiVersion);
        ObjectNode document = review.putObject("request").put("uid", uid);
        document.setAll(RequestDocument.of(request, shown));
        put(document, "object", request.object(), shown);
        put(document, "oldObject", request.old(), shown);
        return Json.write(review);
    }

    private static void put(ObjectNode document, String field, @Nullable Subject subject, ApiVersion shown) {
        if (subject == null) {
            document.putNull(field);
        } else {
            document.set(field, subject.in(shown));
        }
    }

    /** Reads and checks the answer; fails with {@link WebhookException} where it is none. */
    Answer read(byte[] body) {
        JsonNode review = tree(body);
        JsonNode response = review.path("response");
        if (!response.isObject()) {
            throw new WebhookException("webhook response was absent");
        }
        if (apiVersion.endsWith("/v1")) {
            String sent = review.path("apiVersion").asString("");
            String kind = review.path("kind").asString("");
            if (!sent.equals(apiVersion) || !kind.equals("AdmissionReview")) {
                throw new WebhookException("expected webhook response of %s, Kind=AdmissionReview, got %s, Kind=%s"
                        .formatted(apiVersion, sent, kind));
            }
            String sentUid = response.path("uid").asString("");
            if (!sentUid.equals(uid)) {
                throw new WebhookException("expected response.uid=\"%s\", got \"%s\"".formatted(uid, sentUid));
            }
        }
        List<String> warnings = new ArrayList<>();
        response.path("warnings").forEach(warning -> warnings.add(warning.asString("")));
        JsonNode status = response.path("status");
        return new Answer(
                response.path("allowed").asBoolean(false),
                status.isObject() ? status : null,
                patch(response),
                List.copyOf(warnings));
    }

    private @Nullable JsonNode patch(JsonNode response) {
        boolean hasPatch = !response.path("patch").asString("").isEmpty();
        boolean hasType = response.hasNonNull("patchType");
        if (!isMutating) {
            if (hasPatch) {
                throw new WebhookException("validating webhook may not return response.patch");
            }
            if (hasType) {
                throw new WebhookException("validating webhook may not return response.patchType");
            }
            return null;
        }
        if (!hasPatch && hasType) {
            throw new WebhookException("webhook returned response.patchType but not response.patch");
        }
        if (!hasPatch) {
            return null;
        }
        String type = response.path("patchType").asString("");
        if (type.isEmpty() && apiVersion.endsWith("/v1")) {
            throw new WebhookException("webhook returned response.patch but not response.patchType");
        }
        if (!type.isEmpty() && !type.equals("JSONPatch")) {
            throw new WebhookException("webhook returned invalid response.patchType of \"" + type + "\"");
        }
        try {
            return tree(Base64.getDecoder().decode(response.path("patch").asString("")));
        } catch (IllegalArgumentException e) {
            throw new WebhookException("response.patch is not base64: " + e.getMessage());
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new WebhookException("couldn't parse webhook response: " + e.getOriginalMessage());
        }
    }
}
