package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The roles and bindings of one snapshot, turned around: from each subject to what it was granted. Immutable. A binding to
 * a role that does not exist grants nothing.
 */
final class RbacRules {

    static final String GROUP = "rbac.authorization.k8s.io";

    static final PolicyRule EVERY_RESOURCE = new PolicyRule(Set.of("*"), Set.of("*"), Set.of("*"), Set.of(), Set.of());
    static final PolicyRule EVERY_PATH = new PolicyRule(Set.of("*"), Set.of(), Set.of(), Set.of(), Set.of("*"));

    /** What one binding gives; an empty namespace means everywhere. */
    record Grant(String namespace, List<PolicyRule> rules, String description) {}

    private final Map<String, List<Grant>> bySubject;

    private RbacRules(Map<String, List<Grant>> bySubject) {
        this.bySubject = bySubject;
    }

    /** Differs when any role or binding does: what tells whether compiled rules are still those of a snapshot. */
    static long fingerprint(Snapshot snapshot) {
        long print = 1;
        for (String plural : List.of("roles", "rolebindings", "clusterroles", "clusterrolebindings")) {
            for (StoredObject object : snapshot.list(GROUP, plural, "", null)) {
                print = print * 1_000_003 + object.modRevision();
            }
            print = print * 31 + 17;
        }
        return print;
    }

    static RbacRules compile(Snapshot snapshot) {
        Map<String, List<Grant>> bySubject = new HashMap<>();
        for (StoredObject binding : snapshot.list(GROUP, "clusterrolebindings", "", null)) {
            add(bySubject, snapshot, binding, "ClusterRoleBinding");
        }
        for (StoredObject binding : snapshot.list(GROUP, "rolebindings", "", null)) {
            add(bySubject, snapshot, binding, "RoleBinding");
        }
        return new RbacRules(bySubject);
    }

    private static void add(
            Map<String, List<Grant>> bySubject, Snapshot snapshot, StoredObject binding, String bindingKind) {
        String namespace = binding.key().namespace();
        JsonNode roleRef = binding.json().path("roleRef");
        List<PolicyRule> rules = rulesOf(snapshot, roleRef, namespace);
        if (rules.isEmpty()) {
            return;
        }
        String bound = "RBAC: allowed by %s \"%s\" of %s \"%s\" to "
                .formatted(
                        bindingKind,
                        namespace.isEmpty()
                                ? binding.key().name()
                                : binding.key().name() + "/" + namespace,
                        roleRef.path("kind").asString(""),
                        roleRef.path("name").asString(""));
        for (JsonNode subject : binding.json().path("subjects")) {
            String kind = subject.path("kind").asString("");
            String name = subject.path("name").asString("");
            String in = subject.path("namespace").asString(namespace);
            String key = kind.equals("ServiceAccount")
                    ? "User " + Groups.SERVICE_ACCOUNT_PREFIX + in + ":" + name
                    : kind + " " + name;
            String who = kind + " \"" + (kind.equals("ServiceAccount") ? name + "/" + in : name) + "\"";
            bySubject.computeIfAbsent(key, k -> new ArrayList<>()).add(new Grant(namespace, rules, bound + who));
        }
    }

    /** The rules of the role that a binding refers to; none where there is no such role. */
    static List<PolicyRule> rulesOf(Snapshot snapshot, JsonNode roleRef, String namespace) {
        String name = roleRef.path("name").asString("");
        StoredObject role = switch (roleRef.path("kind").asString("")) {
            case "ClusterRole" -> snapshot.get(ResourceKey.clusterScoped(GROUP, "clusterroles", name));
            case "Role" -> snapshot.get(ResourceKey.namespaced(GROUP, "roles", namespace, name));
            default -> null;
        };
        return role == null ? List.of() : PolicyRule.readAll(role.json());
    }

    /** What a user was granted that holds in a namespace; an empty namespace asks for what holds everywhere. */
    List<Grant> grants(UserInfo user, String namespace) {
        List<Grant> grants = new ArrayList<>();
        collect(grants, "User " + user.name(), namespace);
        for (String group : user.groups()) {
            collect(grants, "Group " + group, namespace);
        }
        return grants;
    }

    private void collect(List<Grant> grants, String subject, String namespace) {
        for (Grant grant : bySubject.getOrDefault(subject, List.of())) {
            if (grant.namespace().isEmpty() || grant.namespace().equals(namespace)) {
                grants.add(grant);
            }
        }
    }
}
