package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in {@code scopes} and {@code scopeSelector}: conditions that there are, fit the resources, and do not exclude one another. */
final class ScopeRules {

    private static final Set<String> WITHOUT_VALUES =
            Set.of("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity");
    private static final Set<String> OF_COMPUTING_PODS =
            Set.of("pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");
    private static final List<Set<String>> CONTRARY =
            List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"));

    private ScopeRules() {}

    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode scopes = spec.path("scopes");
        FieldPath scopesPath = path.child("scopes");
        Set<String> names = new HashSet<>();
        for (JsonNode scope : scopes) {
            String name = scope.asString("");
            if (!isKnown(name)) {
                errors.invalid(scopesPath, scopes, "unsupported scope");
            }
            validateResources(name, spec.path("hard"), scopesPath, scopes, errors);
            names.add(name);
        }
        refuseContrary(names, scopesPath, scopes, errors);
        validateSelector(spec, path.child("scopeSelector").child("matchExpressions"), errors);
    }

    private static void validateSelector(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode selector = spec.path("scopeSelector");
        Set<String> names = new HashSet<>();
        for (JsonNode requirement : selector.path("matchExpressions")) {
            String name = requirement.path("scopeName").asString("");
            if (!isKnown(name)) {
                errors.invalid(path.child("scopeName"), name, "unsupported scope");
            }
            validateResources(name, spec.path("hard"), path, selector, errors);
            validateOperator(requirement, name, path, errors);
            names.add(name);
        }
        refuseContrary(names, path, selector, errors);
    }

    private static void validateOperator(JsonNode requirement, String scope, FieldPath path, FieldErrors errors) {
        String operator = requirement.path("operator").asString("");
        if (WITHOUT_VALUES.contains(scope) && !operator.equals("Exists")) {
            errors.invalid(
                    path.child("operator"),
                    operator,
                    "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating,"
                            + " ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or"
                            + " ResourceQuotaScopeCrossNamespacePodAffinity");
        }
        JsonNode values = requirement.path("values");
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.required(
                            path.child("values"),
                            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.invalid(
                            path.child("values"),
                            values,
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                }
            }
            default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
        }
    }

    private static boolean isKnown(String scope) {
        return WITHOUT_VALUES.contains(scope) || scope.equals("PriorityClass");
    }

    private static void validateResources(
            String scope, JsonNode hard, FieldPath path, JsonNode quoted, FieldErrors errors) {
        hard.propertyNames().stream().sorted().forEach(resource -> {
            if (ResourceNames.isOfQuotas(resource) && !fits(scope, resource)) {
                errors.invalid(path, quoted, "unsupported scope applied to resource");
            }
        });
    }

    /** A pod that asks for nothing takes no more than itself. */
    private static boolean fits(String scope, String resource) {
        return scope.equals("BestEffort")
                ? resource.equals("pods")
                : isKnown(scope) && OF_COMPUTING_PODS.contains(resource);
    }

    private static void refuseContrary(Set<String> scopes, FieldPath path, JsonNode quoted, FieldErrors errors) {
        for (Set<String> pair : CONTRARY) {
            if (scopes.containsAll(pair)) {
                errors.invalid(path, quoted, "conflicting scopes");
            }
        }
    }
}
