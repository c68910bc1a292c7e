package dev.gyre.schemas.defaults;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of the kinds that have one or two. */
public final class CoreDefaults {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private CoreDefaults() {}

    public static void secret(ObjectNode secret) {
        Unset.string(secret, "type", "Opaque");
    }

    public static void priorityClass(ObjectNode priorityClass) {
        Unset.string(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
    }

    public static void namespace(ObjectNode namespace) {
        Unset.object(namespace, "spec");
        Unset.string(Unset.object(namespace, "status"), "phase", "Active");
    }

    /** What a node can allocate is all it has, unless it says otherwise. */
    public static void node(ObjectNode node) {
        Unset.object(node, "spec");
        ObjectNode status = Unset.object(node, "status");
        Unset.child(status, "capacity").forEach(ResourceDefaults::quantities);
        Unset.child(status, "allocatable").forEach(ResourceDefaults::quantities);
        JsonNode capacity = status.path("capacity");
        if (capacity.isObject() && Unset.isMissing(status, "allocatable")) {
            status.set("allocatable", capacity.deepCopy());
        }
    }

    public static void endpoints(ObjectNode endpoints) {
        for (ObjectNode subset : Unset.items(endpoints, "subsets")) {
            for (ObjectNode port : Unset.items(subset, "ports")) {
                Unset.string(port, "protocol", "TCP");
            }
        }
    }

    /** RoleBinding and ClusterRoleBinding. */
    public static void binding(ObjectNode binding) {
        for (ObjectNode role : Unset.child(binding, "roleRef")) {
            Unset.string(role, "apiGroup", RBAC);
        }
        for (ObjectNode subject : Unset.items(binding, "subjects")) {
            String kind = subject.path("kind").asString("");
            if (kind.equals("User") || kind.equals("Group")) {
                Unset.string(subject, "apiGroup", RBAC);
            }
        }
    }
}
