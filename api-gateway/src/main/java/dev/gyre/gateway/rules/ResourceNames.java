package dev.gyre.gateway.rules;

import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.selection.LabelSyntax;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which names of resources there are, and where each of them may stand. */
public final class ResourceNames {

    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> COUNTED = Set.of(
            "pods",
            "services",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> MEASURED = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.storage",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    private ResourceNames() {}

    /** A standard name, or one with a domain. */
    public static void validate(String name, FieldPath path, FieldErrors errors) {
        String fault = LabelSyntax.keyProblem(name);
        if (fault == null && isPlain(name) && !isOfQuotas(name) && !name.equals("storage")) {
            fault = "must be a standard resource type or fully qualified";
        }
        if (fault != null) {
            errors.invalid(path, name, fault);
        }
    }

    /** A name that a quota may limit. */
    public static void validateOfQuota(String name, FieldPath path, FieldErrors errors) {
        validate(name, path, errors);
        if (isPlain(name) && !isOfQuotas(name)) {
            errors.invalid(path, name, "must be a standard resource for quota");
        }
    }

    /** A name that a container may ask for. */
    public static void validateOfContainer(String name, FieldPath path, FieldErrors errors) {
        validate(name, path, errors);
        if (isPlain(name)) {
            if (!OF_CONTAINERS.contains(name) && !name.startsWith("hugepages-")) {
                errors.invalid(path, name, "must be a standard resource for containers");
            }
        } else if (!isNative(name) && !isExtended(name)) {
            errors.invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /** Not negative, and whole where the resource comes in pieces. */
    public static void validateAmount(String name, JsonNode amount, FieldPath path, FieldErrors errors) {
        Quantity quantity = quantity(amount);
        if (quantity == null) {
            errors.invalid(path, amount, "quantities must match the regular expression '" + Quantity.SYNTAX + "'");
        } else if (quantity.compareTo(Quantity.ZERO) < 0) {
            errors.invalid(path, amount, "must be greater than or equal to 0");
        } else if ((COUNTED.contains(name) || isExtended(name))
                && quantity.compareTo(Quantity.of(quantity.value())) != 0) {
            errors.invalid(path, amount, "must be an integer");
        }
    }

    /** Null where it is none. */
    public static @Nullable Quantity quantity(JsonNode amount) {
        String text = amount.asString("");
        return Quantity.isValid(text) ? Quantity.parse(text) : null;
    }

    /** A standard name of quotas. */
    public static boolean isOfQuotas(String name) {
        return COUNTED.contains(name)
                || MEASURED.contains(name)
                || name.startsWith("hugepages-")
                || name.startsWith("requests.hugepages-");
    }

    /** Whether more may be promised of it than there is. */
    public static boolean mayBeOvercommitted(String name) {
        return isNative(name) && !name.startsWith("hugepages-");
    }

    private static boolean isPlain(String name) {
        return name.indexOf('/') < 0;
    }

    private static boolean isNative(String name) {
        return isPlain(name) || name.contains("kubernetes.io/");
    }

    private static boolean isExtended(String name) {
        return !isNative(name) && !name.startsWith("requests.") && LabelSyntax.keyProblem("requests." + name) == null;
    }
}
