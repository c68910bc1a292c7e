package dev.gyre.gateway.auth;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a fresh cluster, read from {@code bootstrap-policy.yaml}: its namespaces, priority classes, roles and bindings, as objects
 * without uid or time. Pure: what the policy says goes in, objects come out; {@link Bootstrap} brings them about.
 */
final class BootstrapPolicy {

    /** The file is our own; the reader's bound is for strangers'. */
    private static final int MOST_ALIASES = 1000;

    private static final String RBAC = RbacRules.GROUP;
    private static final String AGGREGATE_TO = "rbac.authorization.k8s.io/aggregate-to-";
    private static final String SCHEDULING = "scheduling.k8s.io";
    private static final String CONTROLLER_NAMESPACE = "kube-system";
    private static final Map<String, String> FIELDS =
            Map.of("g", "apiGroups", "r", "resources", "n", "resourceNames", "v", "verbs", "u", "nonResourceURLs");

    private final Map<ResourceKey, ObjectNode> objects = new LinkedHashMap<>();
    private final JsonNode roles;

    private BootstrapPolicy(JsonNode policy) {
        this.roles = policy.path("clusterRoles");
        policy.path("namespaces").forEach(name -> namespace(name.asString()));
        policy.path("priorityClasses").properties().forEach(entry -> priorityClass(entry.getKey(), entry.getValue()));
        roles.properties().forEach(entry -> clusterRole(entry.getKey(), entry.getValue()));
        policy.path("roles").properties().forEach(entry -> namespacedRole(entry.getKey(), entry.getValue()));
        policy.path("controllers").properties().forEach(entry -> controller(entry.getKey(), entry.getValue()));
    }

    static Map<ResourceKey, ObjectNode> read() {
        try (InputStream in = BootstrapPolicy.class.getResourceAsStream("bootstrap-policy.yaml")) {
            Object yaml = new Load(LoadSettings.builder()
                            .setLabel("bootstrap-policy.yaml")
                            .setMaxAliasesForCollections(MOST_ALIASES)
                            .build())
                    .loadFromInputStream(in);
            return new BootstrapPolicy(Json.MAPPER.valueToTree(yaml)).objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void namespace(String name) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", name).putObject("labels").put("kubernetes.io/metadata.name", name);
        object.putObject("spec").putArray("finalizers").add("kubernetes");
        object.putObject("status").put("phase", "Active");
        objects.put(ResourceKey.clusterScoped("", "namespaces", name), object);
    }

    private void priorityClass(String name, JsonNode priorityClass) {
        ObjectNode object = Json.object().put("apiVersion", SCHEDULING + "/v1").put("kind", "PriorityClass");
        object.putObject("metadata").put("name", name).put("generation", 1);
        object.put("preemptionPolicy", "PreemptLowerPriority").setAll((ObjectNode) priorityClass.deepCopy());
        objects.put(ResourceKey.clusterScoped(SCHEDULING, "priorityclasses", name), object);
    }

    private void clusterRole(String name, JsonNode role) {
        ObjectNode object = role(name, rules(name));
        String aggregates = role.path("aggregates").asString("");
        if (!aggregates.isEmpty()) {
            object.putObject("aggregationRule")
                    .putArray("clusterRoleSelectors")
                    .addObject()
                    .putObject("matchLabels")
                    .put(AGGREGATE_TO + aggregates, "true");
        }
        String aggregateTo = role.path("aggregateTo").asString("");
        if (!aggregateTo.isEmpty()) {
            labels(object).put(AGGREGATE_TO + aggregateTo, "true");
        }
        JsonNode to = role.path("to");
        if (!to.isMissingNode()) {
            ArrayNode subjects = binding(name, name);
            to.path("users").forEach(user -> subject(subjects, "User", user.asString()));
            to.path("groups").forEach(group -> subject(subjects, "Group", group.asString()));
        }
    }

    /** A role in one namespace, bound there where the policy says to whom. */
    private void namespacedRole(String name, JsonNode role) {
        String namespace = role.path("in").asString();
        List<JsonNode> rules = new ArrayList<>();
        role.path("rules").forEach(rules::add);
        ObjectNode object = withRules(object("Role", name), rules);
        ((ObjectNode) object.path("metadata")).put("namespace", namespace);
        objects.put(ResourceKey.namespaced(RBAC, "roles", namespace, name), object);
        JsonNode to = role.path("to");
        if (to.isMissingNode()) {
            return;
        }
        ObjectNode binding = object("RoleBinding", name);
        ((ObjectNode) binding.path("metadata")).put("namespace", namespace);
        binding.putObject("roleRef").put("apiGroup", RBAC).put("kind", "Role").put("name", name);
        ArrayNode subjects = binding.putArray("subjects");
        to.path("users").forEach(user -> subject(subjects, "User", user.asString()));
        objects.put(ResourceKey.namespaced(RBAC, "rolebindings", namespace, name), binding);
    }

    /** A role's own, or what it is made of. */
    private List<JsonNode> rules(String name) {
        Set<JsonNode> rules = new LinkedHashSet<>();
        roles.path(name).path("rules").forEach(rules::add);
        roles.path(name).path("from").forEach(other -> rules.addAll(rules(other.asString())));
        return List.copyOf(rules);
    }

    private void controller(String name, JsonNode rules) {
        String role = "system:controller:" + name;
        List<JsonNode> all = new ArrayList<>();
        rules.forEach(all::add);
        role(role, all);
        binding(role, role)
                .addObject()
                .put("kind", "ServiceAccount")
                .put("name", name)
                .put("namespace", CONTROLLER_NAMESPACE);
    }

    private ObjectNode role(String name, List<JsonNode> rules) {
        ObjectNode object = withRules(object("ClusterRole", name), rules);
        objects.put(ResourceKey.clusterScoped(RBAC, "clusterroles", name), object);
        return object;
    }

    private static ObjectNode withRules(ObjectNode object, List<JsonNode> rules) {
        String name = object.path("metadata").path("name").asString();
        ArrayNode written = object.putArray("rules");
        for (JsonNode rule : rules) {
            ObjectNode each = written.addObject();
            rule.properties().forEach(field -> {
                String fieldName = FIELDS.get(field.getKey());
                if (fieldName == null) {
                    throw new IllegalStateException("a rule of " + name + " has an unknown field " + field.getKey());
                }
                each.set(fieldName, field.getValue());
            });
        }
        return object;
    }

    private ArrayNode binding(String name, String role) {
        ObjectNode object = object("ClusterRoleBinding", name);
        object.putObject("roleRef")
                .put("apiGroup", RBAC)
                .put("kind", "ClusterRole")
                .put("name", role);
        objects.put(ResourceKey.clusterScoped(RBAC, "clusterrolebindings", name), object);
        return object.putArray("subjects");
    }

    private static void subject(ArrayNode subjects, String kind, String name) {
        subjects.addObject().put("apiGroup", RBAC).put("kind", kind).put("name", name);
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = Json.object().put("apiVersion", RBAC + "/v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        metadata.putObject("annotations").put(Bootstrap.AUTOUPDATE, "true");
        return object;
    }

    private static ObjectNode labels(ObjectNode object) {
        return (ObjectNode) object.path("metadata").path("labels");
    }
}
