package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.LabelSelectorRules;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.selection.LabelSelector;
import dev.gyre.schemas.selection.SelectorException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What workloads that make pods from a template have in common: a selector, and a template that it selects. */
public final class PodTemplateRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath SELECTOR = SPEC.child("selector");
    private static final FieldPath TEMPLATE = SPEC.child("template");

    private PodTemplateRules() {}

    /** {@code workload} is the word for it in a refusal. */
    public static void validateSelector(JsonNode selector, String workload, FieldErrors errors) {
        if (selector.isMissingNode()) {
            errors.required(SELECTOR, "");
            return;
        }
        LabelSelectorRules.validate(selector, SELECTOR, errors);
        if (LabelSelectorRules.isEmpty(selector)) {
            errors.invalid(SELECTOR, selector, "empty selector is invalid for " + workload);
        }
    }

    /** Pods of a workload that keeps a number of them alive can have no end of their own. */
    public static void validateTemplate(JsonNode template, JsonNode selector, String kind, FieldErrors errors) {
        if (template.isMissingNode()) {
            errors.required(TEMPLATE, "");
            return;
        }
        requireSelected(selector, template, errors);
        validateAny(template, TEMPLATE, errors);
        requireEndless(template.path("spec"), kind, errors);
    }

    /** The same where the selector is a plain map of labels. */
    public static void validateLabelledTemplate(JsonNode template, JsonNode labels, String kind, FieldErrors errors) {
        JsonNode selector = labels.isEmpty() ? labels : Json.object().set("matchLabels", labels);
        validateTemplate(template, selector, kind, errors);
    }

    /** Pods of a workload that is to end must be able to. */
    public static void validateEndingTemplate(JsonNode template, JsonNode selector, FieldErrors errors) {
        if (!template.isMissingNode()) {
            requireSelected(selector, template, errors);
        }
        validateEnding(template, TEMPLATE, errors);
    }

    /** A template at another place, from which pods are made that must be able to end. */
    public static void validateEnding(JsonNode template, FieldPath path, FieldErrors errors) {
        if (template.isMissingNode()) {
            errors.required(path, "");
            return;
        }
        validateAny(template, path, errors);
        requireRestartPolicy(template.path("spec"), path, List.of("Never", "OnFailure"), errors);
    }

    private static void requireEndless(JsonNode spec, String kind, FieldErrors errors) {
        requireRestartPolicy(spec, TEMPLATE, List.of("Always"), errors);
        if (spec.has("activeDeadlineSeconds")) {
            errors.forbidden(
                    TEMPLATE.child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }

    private static void requireRestartPolicy(JsonNode spec, FieldPath path, List<String> policies, FieldErrors errors) {
        String policy = spec.path("restartPolicy").asString("");
        if (!policy.isEmpty() && !policies.contains(policy)) {
            errors.notSupported(path.child("spec").child("restartPolicy"), policy, policies);
        }
    }

    private static void requireSelected(JsonNode selector, JsonNode template, FieldErrors errors) {
        if (!LabelSelectorRules.isEmpty(selector) && !selects(selector, template)) {
            errors.invalid(
                    TEMPLATE.child("metadata").child("labels"),
                    template.path("metadata").path("labels"),
                    "`selector` does not match template `labels`");
        }
    }

    /** What is asked of every template, wherever it stands. */
    public static void validateAny(JsonNode template, FieldPath path, FieldErrors errors) {
        JsonNode metadata = template.path("metadata");
        FieldPath at = path.child("metadata");
        Labels.validate(metadata.path("labels"), at.child("labels"), errors);
        Labels.validateAnnotations(metadata.path("annotations"), at.child("annotations"), errors);
        JsonNode spec = template.path("spec");
        PodSpecRules.validate(spec, path.child("spec"), errors);
        if (!spec.path("ephemeralContainers").isEmpty()) {
            errors.forbidden(
                    path.child("spec").child("ephemeralContainers"),
                    "ephemeral containers not allowed in pod template");
        }
    }

    /** A selector that is not valid itself has been complained of already. */
    private static boolean selects(JsonNode selector, JsonNode template) {
        try {
            return LabelSelector.of(selector).matchesObject(template);
        } catch (SelectorException e) {
            return true;
        }
    }
}
