package dev.gyre.gateway.admission.dynamic;

import dev.gyre.schemas.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Which requests a rule is about: {@code *} is any; {@code pods} are pods and {@code pods/status} a part of them, {@code pods/*}
 * all parts, {@code *} all resources without their parts, {@code *}{@code /*} everything.
 *
 * @param names of objects; empty for any
 */
record ResourceRule(
        List<String> groups,
        List<String> versions,
        List<String> resources,
        List<String> operations,
        String scope,
        List<String> names) {

    private static final String ANY = "*";

    static List<ResourceRule> all(JsonNode rules) {
        List<ResourceRule> all = new ArrayList<>();
        rules.forEach(rule -> all.add(new ResourceRule(
                strings(rule.path("apiGroups")),
                strings(rule.path("apiVersions")),
                strings(rule.path("resources")),
                strings(rule.path("operations")),
                rule.path("scope").asString(ANY),
                strings(rule.path("resourceNames")))));
        return all;
    }

    /** Whether it is about the request, were that made in this version. */
    boolean matches(AdmissionAttributes request, ApiVersion version) {
        return has(groups, version.group())
                && has(versions, version.name())
                && has(operations, request.operation().name())
                && (names.isEmpty() || names.contains(request.name()))
                && isInScope(request)
                && resources.stream().anyMatch(resource -> isResource(resource, request));
    }

    private static boolean isResource(String resource, AdmissionAttributes request) {
        int slash = resource.indexOf('/');
        String plural = slash < 0 ? resource : resource.substring(0, slash);
        String part = slash < 0 ? "" : resource.substring(slash + 1);
        return (plural.equals(ANY) || plural.equals(request.kind().plural()))
                && (part.equals(ANY) || part.equals(request.subresource()));
    }

    private boolean isInScope(AdmissionAttributes request) {
        boolean isInNamespace = !request.namespace().isEmpty() && !request.isNamespace();
        return switch (scope) {
            case "Namespaced" -> isInNamespace;
            case "Cluster" -> !isInNamespace;
            default -> true;
        };
    }

    private static boolean has(List<String> words, String word) {
        return words.contains(ANY) || words.contains(word);
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>(array.size());
        array.forEach(each -> strings.add(each.asString("")));
        return List.copyOf(strings);
    }
}
