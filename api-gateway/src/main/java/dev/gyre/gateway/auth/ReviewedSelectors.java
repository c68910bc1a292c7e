package dev.gyre.gateway.auth;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.selection.FieldSelector;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a review says of the selectors with which somebody would list, watch or delete many. Of the gateway's authorizers only that
 * of nodes goes by them, and by fields alone.
 */
final class ReviewedSelectors {

    private static final FieldPath ATTRIBUTES = FieldPath.of("spec", "resourceAttributes");

    private ReviewedSelectors() {}

    static void validate(JsonNode attributes, FieldErrors errors) {
        for (String field : List.of("fieldSelector", "labelSelector")) {
            if (attributes.path(field).isObject()) {
                validate(attributes.path(field), field, errors);
            }
        }
    }

    private static void validate(JsonNode selector, String field, FieldErrors errors) {
        FieldPath path = ATTRIBUTES.child(field);
        String raw = selector.path("rawSelector").asString("");
        JsonNode requirements = selector.path("requirements");
        if (!raw.isEmpty() && !requirements.isEmpty()) {
            errors.invalid(path.child("rawSelector"), raw, "may not specified at the same time as requirements");
        }
        if (raw.isEmpty() && requirements.isEmpty()) {
            errors.required(
                    path.child("requirements"),
                    "when " + path + " is specified, requirements or rawSelector is required");
        }
        for (int i = 0; i < requirements.size(); i++) {
            validate(requirements.get(i), path.child("requirements").index(i), errors);
        }
    }

    /** Operators that nobody knows are let pass: there may be newer authorizers that do. */
    private static void validate(JsonNode requirement, FieldPath path, FieldErrors errors) {
        if (requirement.path("key").asString("").isEmpty()) {
            errors.required(path.child("key"), "must be specified");
        }
        boolean hasValues = !requirement.path("values").isEmpty();
        switch (requirement.path("operator").asString("")) {
            case "In", "NotIn" -> {
                if (!hasValues) {
                    errors.required(path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (hasValues) {
                    errors.forbidden(
                            path.child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> {}
        }
    }

    /** The field selector in the form in which requests have it; what it cannot say is left out. */
    static String ofFields(JsonNode attributes) {
        JsonNode selector = attributes.path("fieldSelector");
        String raw = selector.path("rawSelector").asString("");
        if (!raw.isEmpty()) {
            return raw;
        }
        List<String> terms = new ArrayList<>();
        for (JsonNode requirement : selector.path("requirements")) {
            String operator = requirement.path("operator").asString("");
            JsonNode values = requirement.path("values");
            if (values.size() == 1 && (operator.equals("In") || operator.equals("NotIn"))) {
                terms.add(new FieldSelector.Term(
                                requirement.path("key").asString(""),
                                operator.equals("In"),
                                values.get(0).asString(""))
                        .toString());
            }
        }
        return String.join(",", terms);
    }
}
