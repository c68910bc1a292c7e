package dev.gyre.gateway.rbac;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.SameJson;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A binding gives one role to subjects. The role never changes: who bound it was allowed to hand out that one. */
public final class BindingRules implements KindRules {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final FieldPath ROLE = FieldPath.of("roleRef");

    private final boolean isClusterScoped;

    public BindingRules(boolean isClusterScoped) {
        this.isClusterScoped = isClusterScoped;
    }

    @Override
    public NameFormat nameFormat() {
        return NameFormat.PATH_SEGMENT;
    }

    @Override
    public void validate(ObjectNode binding, FieldErrors errors) {
        JsonNode role = binding.path("roleRef");
        List<String> kinds = isClusterScoped ? List.of("ClusterRole") : List.of("ClusterRole", "Role");
        if (!role.path("apiGroup").asString("").equals(GROUP)) {
            errors.notSupported(ROLE.child("apiGroup"), role.path("apiGroup").asString(""), List.of(GROUP));
        }
        if (!kinds.contains(role.path("kind").asString(""))) {
            errors.notSupported(ROLE.child("kind"), role.path("kind").asString(""), kinds);
        }
        if (role.path("name").asString("").isEmpty()) {
            errors.required(ROLE.child("name"), "");
        }
        JsonNode subjects = binding.path("subjects");
        for (int i = 0; i < subjects.size(); i++) {
            validateSubject(subjects.get(i), FieldPath.of("subjects").index(i), errors);
        }
    }

    private void validateSubject(JsonNode subject, FieldPath path, FieldErrors errors) {
        if (subject.path("name").asString("").isEmpty()) {
            errors.required(path.child("name"), "");
        }
        String group = subject.path("apiGroup").asString("");
        switch (subject.path("kind").asString("")) {
            case "ServiceAccount" -> {
                if (!group.isEmpty()) {
                    errors.notSupported(path.child("apiGroup"), group, List.of(""));
                }
                if (isClusterScoped && subject.path("namespace").asString("").isEmpty()) {
                    errors.required(path.child("namespace"), "");
                }
            }
            case "User", "Group" -> {
                if (!group.equals(GROUP)) {
                    errors.notSupported(path.child("apiGroup"), group, List.of(GROUP));
                }
            }
            default ->
                errors.notSupported(
                        path.child("kind"),
                        subject.path("kind").asString(""),
                        List.of("Group", "ServiceAccount", "User"));
        }
    }

    @Override
    public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {
        if (!SameJson.same(binding.get("roleRef"), old.get("roleRef"))) {
            errors.invalid(ROLE, binding.path("roleRef"), "cannot change roleRef");
        }
    }
}
