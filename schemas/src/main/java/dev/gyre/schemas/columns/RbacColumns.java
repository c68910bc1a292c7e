package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of roles, and of what binds them to subjects. */
public final class RbacColumns {

    private RbacColumns() {}

    public static List<Column> ofRoles() {
        return List.of(Columns.name(), Columns.createdAt());
    }

    public static List<Column> ofBindings() {
        return List.of(
                Columns.name(),
                Columns.text("Role", "What is granted.", RbacColumns::role),
                Columns.age(),
                Columns.wide(
                        "Users",
                        "Users it is granted to.",
                        binding -> subjects(
                                binding, "User", subject -> subject.path("name").asString(""))),
                Columns.wide(
                        "Groups",
                        "Groups it is granted to.",
                        binding -> subjects(
                                binding,
                                "Group",
                                subject -> subject.path("name").asString(""))),
                Columns.wide(
                        "ServiceAccounts",
                        "Service accounts it is granted to.",
                        binding -> subjects(
                                binding,
                                "ServiceAccount",
                                subject -> subject.path("namespace").asString("") + "/"
                                        + subject.path("name").asString(""))));
    }

    private static String role(ObjectNode binding) {
        JsonNode role = binding.path("roleRef");
        return role.path("kind").asString("") + "/" + role.path("name").asString("");
    }

    private static String subjects(ObjectNode binding, String kind, Function<JsonNode, String> text) {
        List<String> subjects = new ArrayList<>();
        for (JsonNode subject : binding.path("subjects")) {
            if (subject.path("kind").asString("").equals(kind)) {
                subjects.add(text.apply(subject));
            }
        }
        return String.join(", ", subjects);
    }
}
