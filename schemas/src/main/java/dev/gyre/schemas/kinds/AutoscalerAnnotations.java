package dev.gyre.schemas.kinds;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where autoscalers of older versions have what their version has no fields for, as Kubernetes writes it. */
final class AutoscalerAnnotations {

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";

    private AutoscalerAnnotations() {}

    static void put(ObjectNode autoscaler, String annotation, @Nullable JsonNode value) {
        if (value != null && !value.isEmpty()) {
            autoscaler
                    .withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(PREFIX + annotation, new String(Json.write(value), StandardCharsets.UTF_8));
        }
    }

    /** What an annotation says, which then is none any more; one that is no JSON says nothing. */
    static @Nullable JsonNode take(ObjectNode autoscaler, String annotation) {
        if (!(autoscaler.path("metadata").get("annotations") instanceof ObjectNode annotations)) {
            return null;
        }
        JsonNode text = annotations.remove(PREFIX + annotation);
        try {
            return text == null ? null : Json.MAPPER.readTree(text.asString(""));
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Leaves no empty map behind. */
    static void tidy(ObjectNode autoscaler) {
        if (autoscaler.path("metadata").path("annotations").isEmpty()
                && autoscaler.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("annotations");
        }
    }
}
