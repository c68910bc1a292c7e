package dev.gyre.gateway;

import dev.gyre.schemas.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who asks: what authentication found out. */
public record UserInfo(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public static UserInfo of(String name, String... groups) {
        return new UserInfo(name, "", List.of(groups), Map.of());
    }

    /** As the API writes users down: {@code authentication.k8s.io/v1} UserInfo. */
    public ObjectNode toJson() {
        ObjectNode node = Json.object().put("username", name);
        if (!uid.isEmpty()) {
            node.put("uid", uid);
        }
        groups.forEach(node.putArray("groups")::add);
        if (!extra.isEmpty()) {
            ObjectNode all = node.putObject("extra");
            extra.forEach((key, values) -> {
                ArrayNode array = all.putArray(key);
                values.forEach(array::add);
            });
        }
        return node;
    }
}
