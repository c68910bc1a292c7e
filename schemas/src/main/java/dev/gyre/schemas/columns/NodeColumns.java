package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of nodes. */
public final class NodeColumns {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE_LABEL = "kubernetes.io/role";

    private NodeColumns() {}

    public static List<Column> columns() {
        return List.of(
                Columns.name(),
                Columns.text("Status", "Whether the node takes pods.", NodeColumns::status),
                Columns.text("Roles", "What the node is for.", NodeColumns::roles),
                Columns.age(),
                Columns.text("Version", "The version of the kubelet.", node -> info(node, "kubeletVersion")),
                Columns.wide("Internal-IP", "The address inside the cluster.", node -> address(node, "InternalIP")),
                Columns.wide("External-IP", "The address outside the cluster.", node -> address(node, "ExternalIP")),
                Columns.wide("OS-Image", "The operating system.", node -> orUnknown(info(node, "osImage"))),
                Columns.wide("Kernel-Version", "The kernel.", node -> orUnknown(info(node, "kernelVersion"))),
                Columns.wide(
                        "Container-Runtime",
                        "What runs the containers.",
                        node -> orUnknown(info(node, "containerRuntimeVersion"))));
    }

    private static String status(ObjectNode node) {
        List<String> words = new ArrayList<>();
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                words.add(condition.path("status").asString("").equals("True") ? "Ready" : "NotReady");
            }
        }
        if (words.isEmpty()) {
            words.add("Unknown");
        }
        if (node.path("spec").path("unschedulable").asBoolean(false)) {
            words.add("SchedulingDisabled");
        }
        return String.join(",", words);
    }

    private static String roles(ObjectNode node) {
        TreeSet<String> roles = new TreeSet<>();
        node.path("metadata").path("labels").properties().forEach(label -> {
            if (label.getKey().startsWith(ROLE_PREFIX) && label.getKey().length() > ROLE_PREFIX.length()) {
                roles.add(label.getKey().substring(ROLE_PREFIX.length()));
            } else if (label.getKey().equals(ROLE_LABEL)
                    && !label.getValue().asString("").isEmpty()) {
                roles.add(label.getValue().asString());
            }
        });
        return Columns.orNone(String.join(",", roles));
    }

    private static String address(ObjectNode node, String type) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (address.path("type").asString("").equals(type)) {
                return address.path("address").asString("");
            }
        }
        return Columns.NONE;
    }

    private static String info(ObjectNode node, String field) {
        return node.path("status").path("nodeInfo").path(field).asString("");
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? "<unknown>" : text;
    }
}
