package dev.gyre.gateway.limitrange;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.ResourceNames;
import dev.gyre.schemas.quantity.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** What one item of a LimitRange says of one resource; null where it says nothing. All of it must go together. */
record ItemAmounts(
        String resource,
        @Nullable Quantity min,
        @Nullable Quantity max,
        @Nullable Quantity defaultLimit,
        @Nullable Quantity defaultRequest,
        @Nullable Quantity ratio) {

    private static final List<String> FIELDS =
            List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

    static SortedSet<String> resources(JsonNode item) {
        SortedSet<String> resources = new TreeSet<>();
        FIELDS.forEach(field -> resources.addAll(item.path(field).propertyNames()));
        return resources;
    }

    static ItemAmounts of(JsonNode item, String resource, String type) {
        boolean hasDefaults = !type.equals("Pod");
        return new ItemAmounts(
                resource,
                amount(item, "min", resource),
                amount(item, "max", resource),
                hasDefaults ? amount(item, "default", resource) : null,
                hasDefaults ? amount(item, "defaultRequest", resource) : null,
                amount(item, "maxLimitRequestRatio", resource));
    }

    private static @Nullable Quantity amount(JsonNode item, String field, String resource) {
        JsonNode amount = item.path(field).path(resource);
        return amount.isMissingNode() ? null : ResourceNames.quantity(amount);
    }

    void validate(FieldPath path, FieldErrors errors) {
        FieldPath request = path.child("defaultRequest").key(resource);
        FieldPath limit = path.child("default").key(resource);
        notAbove(min, max, path.child("min").key(resource), min, "min value %s is greater than max value %s", errors);
        notAbove(
                min,
                defaultRequest,
                request,
                defaultRequest,
                "min value %s is greater than default request value %s",
                errors);
        notAbove(
                defaultRequest,
                max,
                request,
                defaultRequest,
                "default request value %s is greater than max value %s",
                errors);
        notAbove(
                defaultRequest,
                defaultLimit,
                request,
                defaultRequest,
                "default request value %s is greater than default limit value %s",
                errors);
        notAbove(min, defaultLimit, limit, min, "min value %s is greater than default value %s", errors);
        notAbove(defaultLimit, max, limit, max, "default value %s is greater than max value %s", errors);
        if (ratio != null) {
            validateRatio(ratio, path.child("maxLimitRequestRatio").key(resource), errors);
        }
        boolean differ = defaultLimit != null && defaultRequest != null && !defaultLimit.equals(defaultRequest);
        if (differ && !ResourceNames.mayBeOvercommitted(resource)) {
            errors.invalid(
                    request,
                    quoted(defaultRequest),
                    "default value %s must equal to defaultRequest value %s in %s"
                            .formatted(defaultLimit, defaultRequest, resource));
        }
    }

    private static void notAbove(
            @Nullable Quantity lower,
            @Nullable Quantity upper,
            FieldPath path,
            @Nullable Quantity value,
            String fault,
            FieldErrors errors) {
        if (lower != null && upper != null && lower.compareTo(upper) > 0) {
            errors.invalid(path, quoted(value), fault.formatted(lower, upper));
        }
    }

    private void validateRatio(Quantity ratio, FieldPath path, FieldErrors errors) {
        if (ratio.compareTo(Quantity.of(1)) < 0) {
            errors.invalid(path, quoted(ratio), "ratio %s is less than 1".formatted(ratio));
        }
        // Between a minimum of nothing and a maximum every ratio can be.
        if (min != null && max != null && !min.isZero()) {
            BigDecimal widest = max.amount().divide(min.amount(), java.math.MathContext.DECIMAL64);
            if (ratio.amount().compareTo(widest) > 0) {
                errors.invalid(
                        path,
                        quoted(ratio),
                        "ratio %s is greater than max/min = %s".formatted(ratio, sixDigits(widest)));
            }
        }
    }

    /** As C prints a fraction. */
    static String sixDigits(BigDecimal fraction) {
        return String.format(Locale.ROOT, "%f", fraction);
    }

    private static JsonNode quoted(@Nullable Quantity value) {
        return StringNode.valueOf(String.valueOf(value));
    }
}
