package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.outbound.ClientConfigRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is valid in a MutatingWebhookConfiguration or a ValidatingWebhookConfiguration. */
public final class WebhookConfigurationRules implements KindRules {

    private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
    private static final int MAX_TIMEOUT_SECONDS = 30;

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode configuration, FieldErrors errors) {
        JsonNode webhooks = configuration.path("webhooks");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            JsonNode webhook = webhooks.get(i);
            FieldPath path = FieldPath.of("webhooks").index(i);
            validateWebhook(webhook, path, errors);
            String name = webhook.path("name").asString("");
            if (!name.isEmpty() && !names.add(name)) {
                errors.duplicate(path.child("name"), name);
            }
        }
    }

    private static void validateWebhook(JsonNode webhook, FieldPath path, FieldErrors errors) {
        validateName(webhook.path("name").asString(""), path.child("name"), errors);
        validateVersions(webhook.path("admissionReviewVersions"), path.child("admissionReviewVersions"), errors);
        MatchRules.validateRules(webhook.path("rules"), path.child("rules"), errors);
        MatchRules.oneOf(webhook, "failurePolicy", MatchRules.FAILURE_POLICIES, path, errors);
        MatchRules.validateMatching(webhook, path, errors);
        if (webhook.path("sideEffects").asString("").isEmpty()) {
            errors.required(path.child("sideEffects"), "must specify one of None, NoneOnDryRun");
        } else {
            MatchRules.oneOf(webhook, "sideEffects", SIDE_EFFECTS, path, errors);
        }
        JsonNode timeout = webhook.path("timeoutSeconds");
        if (!timeout.isMissingNode() && (timeout.asInt(0) < 1 || timeout.asInt(0) > MAX_TIMEOUT_SECONDS)) {
            errors.invalid(path.child("timeoutSeconds"), timeout, "the timeout value must be between 1 and 30 seconds");
        }
        MatchRules.oneOf(webhook, "reinvocationPolicy", REINVOCATION_POLICIES, path, errors);
        ClientConfigRules.validate(webhook.path("clientConfig"), path.child("clientConfig"), errors);
        MatchRules.validateConditions(
                webhook.path("matchConditions"), Expressions.OF_WEBHOOKS, path.child("matchConditions"), errors);
    }

    private static void validateName(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        String fault = NameFormat.SUBDOMAIN.fault(name);
        if (fault != null) {
            errors.invalid(path, name, fault);
        } else if (name.split("\\.", -1).length < 3) {
            errors.invalid(path, name, "should be a domain with at least three segments separated by dots");
        }
    }

    private static void validateVersions(JsonNode versions, FieldPath path, FieldErrors errors) {
        String known = String.join(", ", AdmissionReview.VERSIONS);
        if (versions.isEmpty()) {
            errors.required(path, "must specify one of " + known);
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i).asString("");
            if (!seen.add(version)) {
                errors.invalid(path.index(i), version, "duplicate version");
            }
            String fault = NameFormat.SERVICE.fault(version);
            if (fault != null) {
                errors.invalid(path.index(i), version, fault);
            }
        }
        if (AdmissionReview.VERSIONS.stream().noneMatch(seen::contains)) {
            errors.invalid(path, versions, "must include at least one of " + known);
        }
    }
}
