package dev.gyre.gateway.auth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One rule of a role: any of the verbs, on any of the resources of any of the groups, or on any of the paths. */
public record PolicyRule(
        Set<String> verbs,
        Set<String> apiGroups,
        Set<String> resources,
        Set<String> resourceNames,
        Set<String> nonResourceUrls) {

    private static final String ALL = "*";

    /** All that there is and will be. */
    static final List<PolicyRule> EVERYTHING = List.of(
            new PolicyRule(Set.of(ALL), Set.of(ALL), Set.of(ALL), Set.of(), Set.of()),
            new PolicyRule(Set.of(ALL), Set.of(), Set.of(), Set.of(), Set.of(ALL)));

    static List<PolicyRule> readAll(JsonNode role) {
        List<PolicyRule> rules = new ArrayList<>();
        for (JsonNode rule : role.path("rules")) {
            rules.add(new PolicyRule(
                    strings(rule.path("verbs")),
                    strings(rule.path("apiGroups")),
                    strings(rule.path("resources")),
                    strings(rule.path("resourceNames")),
                    strings(rule.path("nonResourceURLs"))));
        }
        return List.copyOf(rules);
    }

    boolean allows(Attributes wanted) {
        if (!verbs.contains(ALL) && !verbs.contains(wanted.verb())) {
            return false;
        }
        return wanted.isResourceRequest()
                ? allowsGroup(wanted.group())
                        && allowsResource(wanted.resource())
                        && (resourceNames.isEmpty() || resourceNames.contains(wanted.name()))
                : allowsPath(wanted.path());
    }

    /** Whether everything this other rule allows is allowed by this one too, for one verb, group and resource at a time. */
    private boolean coversSingle(PolicyRule single) {
        if (!containsAllOrStar(verbs, single.verbs)) {
            return false;
        }
        if (!single.nonResourceUrls.isEmpty()) {
            return single.nonResourceUrls.stream().allMatch(this::coversUrl);
        }
        return containsAllOrStar(apiGroups, single.apiGroups)
                && single.resources.stream().allMatch(r -> resources.contains(r) || coversResource(r))
                && (resourceNames.isEmpty()
                        || (!single.resourceNames.isEmpty() && resourceNames.containsAll(single.resourceNames)));
    }

    private boolean coversResource(String resource) {
        return !resource.equals(ALL) && allowsResource(resource) || resources.contains(ALL);
    }

    private boolean coversUrl(String url) {
        return nonResourceUrls.contains(url) || nonResourceUrls.contains(ALL) || (!url.equals(ALL) && allowsPath(url));
    }

    /** What of {@code wanted} none of {@code held} covers. */
    static List<PolicyRule> uncovered(List<PolicyRule> held, List<PolicyRule> wanted) {
        List<PolicyRule> missing = new ArrayList<>();
        for (PolicyRule rule : wanted) {
            for (PolicyRule single : rule.singles()) {
                if (held.stream().noneMatch(h -> h.coversSingle(single))) {
                    missing.add(single);
                }
            }
        }
        return missing;
    }

    private List<PolicyRule> singles() {
        List<PolicyRule> singles = new ArrayList<>();
        for (String verb : verbs) {
            for (String url : nonResourceUrls) {
                singles.add(new PolicyRule(Set.of(verb), Set.of(), Set.of(), Set.of(), Set.of(url)));
            }
            for (String group : apiGroups) {
                for (String resource : resources) {
                    if (resourceNames.isEmpty()) {
                        singles.add(new PolicyRule(Set.of(verb), Set.of(group), Set.of(resource), Set.of(), Set.of()));
                    }
                    for (String name : resourceNames) {
                        singles.add(
                                new PolicyRule(Set.of(verb), Set.of(group), Set.of(resource), Set.of(name), Set.of()));
                    }
                }
            }
        }
        return singles;
    }

    private boolean allowsGroup(String group) {
        return apiGroups.contains(ALL) || apiGroups.contains(group);
    }

    private boolean allowsResource(String resource) {
        if (resources.contains(ALL) || resources.contains(resource)) {
            return true;
        }
        // "*/scale" is the scale of everything.
        int slash = resource.indexOf('/');
        return slash >= 0 && resources.contains(ALL + resource.substring(slash));
    }

    private boolean allowsPath(String path) {
        for (String url : nonResourceUrls) {
            if (url.equals(ALL)
                    || url.equals(path)
                    || (url.endsWith(ALL) && path.startsWith(url.substring(0, url.length() - 1)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsAllOrStar(Set<String> held, Set<String> wanted) {
        return held.contains(ALL) || held.containsAll(wanted);
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> strings = new LinkedHashSet<>();
        array.forEach(item -> strings.add(item.asString("")));
        return strings;
    }

    /** As refusals print it: {@code {APIGroups:[""], Resources:["pods"], Verbs:["get"]}}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        print(parts, "NonResourceURLs", nonResourceUrls);
        print(parts, "APIGroups", apiGroups);
        print(parts, "Resources", resources);
        print(parts, "ResourceNames", resourceNames);
        print(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void print(List<String> parts, String name, Set<String> values) {
        if (!values.isEmpty()) {
            parts.add(
                    name + ":" + values.stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(" ", "[", "]")));
        }
    }
}
