package dev.gyre.gateway.customresource;

import dev.gyre.gateway.conversion.ConversionReview;
import dev.gyre.gateway.outbound.ClientConfigRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** How objects get from one version to another. */
final class ConversionRules {

    private ConversionRules() {}

    static void validate(JsonNode conversion, FieldPath path, FieldErrors errors) {
        JsonNode webhook = conversion.path("webhook");
        JsonNode client = webhook.path("clientConfig");
        JsonNode versions = webhook.path("conversionReviewVersions");
        switch (conversion.path("strategy").asString("")) {
            case "None" -> {
                String needless = "should not be set when strategy is not set to Webhook";
                if (client.isObject()) {
                    errors.forbidden(path.child("webhookClientConfig"), needless);
                }
                if (!versions.isEmpty()) {
                    errors.forbidden(path.child("conversionReviewVersions"), needless);
                }
            }
            case "Webhook" -> {
                FieldPath at = path.child("webhookClientConfig");
                if (client.isObject()) {
                    ClientConfigRules.validate(client, at, errors);
                } else {
                    errors.required(at, "required when strategy is set to Webhook");
                }
                validateVersions(versions, path.child("conversionReviewVersions"), errors);
            }
            case "" -> errors.required(path.child("strategy"), "");
            case String other -> errors.notSupported(path.child("strategy"), other, List.of("None", "Webhook"));
        }
    }

    private static void validateVersions(JsonNode versions, FieldPath path, FieldErrors errors) {
        if (versions.isEmpty()) {
            errors.required(path, "");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).asString("");
            String fault = NameFormat.SERVICE.fault(version);
            if (!seen.add(version)) {
                errors.invalid(path.index(i), version, "duplicate version");
            } else if (fault != null) {
                errors.invalid(path.index(i), version, fault);
            }
        }
        if (ConversionReview.VERSIONS.stream().noneMatch(seen::contains)) {
            errors.invalid(
                    path, versions, "must include at least one of " + String.join(", ", ConversionReview.VERSIONS));
        }
    }
}
