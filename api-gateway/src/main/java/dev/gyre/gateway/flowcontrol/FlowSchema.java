package dev.gyre.gateway.flowcontrol;

import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A FlowSchema, compiled: which requests are its own, and what tells their flows apart. Of several that match, the one of
 * the lowest precedence counts, then the one whose name comes first.
 */
record FlowSchema(
        String name, String uid, int precedence, String level, Distinguisher distinguisher, List<Rule> rules) {

    static final Comparator<FlowSchema> ORDER =
            Comparator.comparingInt(FlowSchema::precedence).thenComparing(FlowSchema::name);

    private static final int DEFAULT_PRECEDENCE = 1000;

    /** What makes requests of one schema different flows. */
    enum Distinguisher {
        NONE,
        BY_USER,
        BY_NAMESPACE
    }

    /** Who and what. Every request is held against some of these, so there is no ceremony in how. */
    private record Rule(List<Subject> subjects, List<Resources> resources, List<Paths> paths) {
        boolean matches(UserInfo user, RequestInfo info) {
            return isOf(user) && isAbout(info);
        }

        private boolean isOf(UserInfo user) {
            for (Subject subject : subjects) {
                if (subject.matches(user)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAbout(RequestInfo info) {
            if (info.isResourceRequest()) {
                for (Resources each : resources) {
                    if (each.match(info)) {
                        return true;
                    }
                }
                return false;
            }
            for (Paths each : paths) {
                if (each.match(info)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** One of the three kinds of callers, or all service accounts of a namespace; these by their users' names. */
    private record Subject(String kind, String name) {

        private static final String ACCOUNT = "system:serviceaccount:";

        boolean matches(UserInfo user) {
            return switch (kind) {
                case "User" -> name.equals("*") || name.equals(user.name());
                case "Group" -> name.equals("*") || user.groups().contains(name);
                case "ServiceAccounts" -> user.name().startsWith(name);
                case "ServiceAccount" -> user.name().equals(name);
                default -> false;
            };
        }

        static Subject read(JsonNode subject) {
            String kind = subject.path("kind").asString("");
            return switch (kind) {
                case "User" ->
                    new Subject(kind, subject.path("user").path("name").asString(""));
                case "Group" ->
                    new Subject(kind, subject.path("group").path("name").asString(""));
                default -> {
                    JsonNode account = subject.path("serviceAccount");
                    String accountName = account.path("name").asString("");
                    String namespace = ACCOUNT + account.path("namespace").asString("") + ":";
                    yield accountName.equals("*")
                            ? new Subject("ServiceAccounts", namespace)
                            : new Subject("ServiceAccount", namespace + accountName);
                }
            };
        }
    }

    private record Resources(
            Set<String> verbs,
            Set<String> groups,
            Set<String> resources,
            boolean isClusterScope,
            Set<String> namespaces) {

        boolean match(RequestInfo info) {
            String subresource = info.subresource();
            String resource = subresource == null ? info.resource() : info.resource() + "/" + subresource;
            return has(verbs, info.verb())
                    && has(groups, info.group())
                    && has(resources, resource)
                    && (info.namespace().isEmpty() ? isClusterScope : has(namespaces, info.namespace()));
        }

        static Resources read(JsonNode rule) {
            return new Resources(
                    strings(rule.path("verbs")),
                    strings(rule.path("apiGroups")),
                    strings(rule.path("resources")),
                    rule.path("clusterScope").asBoolean(false),
                    strings(rule.path("namespaces")));
        }
    }

    private record Paths(Set<String> verbs, List<String> urls) {

        boolean match(RequestInfo info) {
            return has(verbs, info.verb()) && urls.stream().anyMatch(url -> isUnder(url, info.path()));
        }

        private static boolean isUnder(String url, String path) {
            return url.equals("*")
                    || (url.endsWith("/*") ? path.startsWith(url.substring(0, url.length() - 1)) : url.equals(path));
        }

        static Paths read(JsonNode rule) {
            return new Paths(strings(rule.path("verbs")), List.copyOf(strings(rule.path("nonResourceURLs"))));
        }
    }

    static FlowSchema read(JsonNode object) {
        JsonNode spec = object.path("spec");
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : spec.path("rules")) {
            rules.add(new Rule(
                    rule.path("subjects").valueStream().map(Subject::read).toList(),
                    rule.path("resourceRules")
                            .valueStream()
                            .map(Resources::read)
                            .toList(),
                    rule.path("nonResourceRules").valueStream().map(Paths::read).toList()));
        }
        return new FlowSchema(
                object.path("metadata").path("name").asString(""),
                object.path("metadata").path("uid").asString(""),
                spec.path("matchingPrecedence").asInt(DEFAULT_PRECEDENCE),
                spec.path("priorityLevelConfiguration").path("name").asString(""),
                switch (spec.path("distinguisherMethod").path("type").asString("")) {
                    case "ByUser" -> Distinguisher.BY_USER;
                    case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
                    default -> Distinguisher.NONE;
                },
                List.copyOf(rules));
    }

    boolean matches(UserInfo user, RequestInfo info) {
        for (Rule rule : rules) {
            if (rule.matches(user, info)) {
                return true;
            }
        }
        return false;
    }

    /** The same for requests of the same flow, and hardly ever the same for others. */
    long flow(UserInfo user, RequestInfo info) {
        String distinguished = switch (distinguisher) {
            case NONE -> "";
            case BY_USER -> user.name();
            case BY_NAMESPACE -> info.namespace();
        };
        return Dealer.hash(name, distinguished);
    }

    private static boolean has(Set<String> words, String word) {
        return words.contains("*") || words.contains(word);
    }

    private static Set<String> strings(JsonNode array) {
        return array.valueStream()
                .map(word -> word.asString(""))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
