package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code kubectl get componentstatuses} shows. */
public final class ComponentColumns {

    private ComponentColumns() {}

    public static List<Column> all() {
        return List.of(
                Columns.name(),
                Columns.text("Status", "Healthy, Unhealthy, or Unknown.", ComponentColumns::status),
                Columns.text(
                        "Message",
                        "What it says.",
                        component -> healthy(component).path("message").asString("")),
                Columns.text(
                        "Error",
                        "What went wrong.",
                        component -> healthy(component).path("error").asString("")));
    }

    private static String status(ObjectNode component) {
        JsonNode condition = healthy(component);
        if (condition.isMissingNode()) {
            return "Unknown";
        }
        return condition.path("status").asString("").equals("True") ? "Healthy" : "Unhealthy";
    }

    private static JsonNode healthy(ObjectNode component) {
        return component
                .path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asString("").equals("Healthy"))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
