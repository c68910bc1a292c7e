package dev.gyre.gateway.limitrange;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.ResourceNames;
import dev.gyre.schemas.selection.LabelSyntax;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is valid in a LimitRange: each type once, resources that the type can have, and bounds that leave something between them. */
public final class LimitRangeRules implements KindRules {

    private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");

    @Override
    public void validate(ObjectNode limitRange, FieldErrors errors) {
        JsonNode limits = limitRange.path("spec").path("limits");
        Set<String> types = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            FieldPath path = FieldPath.of("spec", "limits").index(i);
            String type = limits.get(i).path("type").asString("");
            validateType(type, path.child("type"), errors);
            if (!types.add(type)) {
                errors.duplicate(path.child("type"), type);
            }
            validateItem(limits.get(i), type, path, errors);
        }
    }

    private static void validateType(String type, FieldPath path, FieldErrors errors) {
        String fault = LabelSyntax.keyProblem(type);
        if (fault == null && type.indexOf('/') < 0 && !TYPES.contains(type)) {
            fault = "must be a standard limit type or fully qualified";
        }
        if (fault != null) {
            errors.invalid(path, type, fault);
        }
    }

    private static void validateItem(JsonNode item, String type, FieldPath path, FieldErrors errors) {
        validateNames(item, type, List.of("max", "min"), path, errors);
        if (type.equals("Pod")) {
            for (String field : List.of("default", "defaultRequest")) {
                if (!item.path(field).isEmpty()) {
                    errors.forbidden(path.child(field), "may not be specified when `type` is 'Pod'");
                }
            }
        } else {
            validateNames(item, type, List.of("default", "defaultRequest"), path, errors);
        }
        boolean boundsStorage =
                item.path("min").has("storage") || item.path("max").has("storage");
        if (type.equals("PersistentVolumeClaim") && !boundsStorage) {
            errors.required(
                    path.child("limits"),
                    "either minimum or maximum storage value is required, but neither was provided");
        }
        validateNames(item, type, List.of("maxLimitRequestRatio"), path, errors);
        for (String resource : ItemAmounts.resources(item)) {
            ItemAmounts.of(item, resource, type).validate(path, errors);
        }
    }

    private static void validateNames(
            JsonNode item, String type, List<String> fields, FieldPath path, FieldErrors errors) {
        for (String field : fields) {
            for (String resource : item.path(field).propertyNames()) {
                FieldPath at = path.child(field).key(resource);
                if (type.equals("Pod") || type.equals("Container")) {
                    ResourceNames.validateOfContainer(resource, at, errors);
                } else {
                    ResourceNames.validate(resource, at, errors);
                }
            }
        }
    }
}
