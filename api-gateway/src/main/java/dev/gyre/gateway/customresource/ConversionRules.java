package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How objects get from one version to another. */
final class ConversionRules {

    private ConversionRules() {}

    static void validate(JsonNode conversion, FieldPath path, FieldErrors errors) {
        JsonNode webhook = conversion.path("webhook");
        switch (conversion.path("strategy").asString("")) {
            case "None" -> {
                if (webhook.isObject()) {
                    errors.forbidden(path.child("webhook"), "should not be set when strategy is not set to Webhook");
                }
            }
            case "Webhook" -> errors.notSupported(path.child("strategy"), "Webhook", List.of("None"));
            case String other -> errors.notSupported(path.child("strategy"), other, List.of("None", "Webhook"));
        }
    }
}
