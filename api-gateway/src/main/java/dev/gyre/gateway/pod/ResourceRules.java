package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.schemas.quantity.Quantity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is valid in requests and limits: nothing below zero, and no request above its limit. */
final class ResourceRules {

    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");

    private ResourceRules() {}

    static void validate(JsonNode resources, FieldPath path, FieldErrors errors) {
        for (String list : List.of("limits", "requests")) {
            for (var entry : resources.path(list).properties()) {
                FieldPath at = path.child(list).key(entry.getKey());
                if (!isKnown(entry.getKey())) {
                    errors.invalid(
                            at, entry.getKey(), "must be a standard resource for containers or a fully qualified name");
                }
                Quantity amount = quantity(entry.getValue());
                if (amount == null) {
                    errors.invalid(
                            at,
                            entry.getValue(),
                            "quantities must match the regular expression '" + Quantity.SYNTAX + "'");
                } else if (amount.compareTo(Quantity.ZERO) < 0) {
                    errors.invalid(at, entry.getValue(), "must be greater than or equal to 0");
                }
            }
        }
        for (var request : resources.path("requests").properties()) {
            JsonNode limit = resources.path("limits").path(request.getKey());
            Quantity requested = quantity(request.getValue());
            Quantity limited = quantity(limit);
            if (requested != null && limited != null && requested.compareTo(limited) > 0) {
                errors.invalid(
                        path.child("requests"),
                        request.getValue(),
                        "must be less than or equal to %s limit of %s".formatted(request.getKey(), limit.asString("")));
            }
        }
    }

    private static boolean isKnown(String name) {
        return STANDARD.contains(name) || name.startsWith("hugepages-") || name.indexOf('/') > 0;
    }

    private static @Nullable Quantity quantity(JsonNode value) {
        try {
            return value.isMissingNode() ? null : Quantity.parse(value.asString(""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
