package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of APIServices. */
public final class ApiServiceColumns {

    private ApiServiceColumns() {}

    public static List<Column> all() {
        return List.of(
                Columns.name(),
                Columns.text("Service", "Which Service serves it.", ApiServiceColumns::service),
                Columns.text("Available", "Whether it is served.", ApiServiceColumns::available),
                Columns.age());
    }

    private static String service(ObjectNode apiService) {
        JsonNode service = apiService.path("spec").path("service");
        return service.isObject()
                ? service.path("namespace").asString("") + "/"
                        + service.path("name").asString("")
                : "Local";
    }

    private static String available(ObjectNode apiService) {
        for (JsonNode condition : apiService.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Available")) {
                String status = condition.path("status").asString("");
                return status.equals("True")
                        ? status
                        : status + " (" + condition.path("reason").asString("") + ")";
            }
        }
        return "Unknown";
    }
}
