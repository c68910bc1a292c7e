package dev.gyre.gateway.rbac;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A role's rules each say which verbs on what: resources of groups, or, for cluster roles only, paths outside the API. */
public final class RoleRules implements KindRules {

    private final boolean isClusterScoped;

    public RoleRules(boolean isClusterScoped) {
        this.isClusterScoped = isClusterScoped;
    }

    @Override
    public NameFormat nameFormat() {
        return NameFormat.PATH_SEGMENT;
    }

    @Override
    public void validate(ObjectNode role, FieldErrors errors) {
        JsonNode rules = role.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            validateRule(rules.get(i), FieldPath.of("rules").index(i), errors);
        }
    }

    private void validateRule(JsonNode rule, FieldPath path, FieldErrors errors) {
        if (rule.path("verbs").isEmpty()) {
            errors.required(path.child("verbs"), "verbs must contain at least one value");
        }
        boolean isAboutPaths = !rule.path("nonResourceURLs").isEmpty();
        boolean isAboutResources = !rule.path("apiGroups").isEmpty()
                || !rule.path("resources").isEmpty()
                || !rule.path("resourceNames").isEmpty();
        if (isAboutPaths) {
            if (!isClusterScoped) {
                errors.invalid(
                        path.child("nonResourceURLs"),
                        rule.path("nonResourceURLs"),
                        "namespaced rules cannot apply to non-resource URLs");
            }
            if (isAboutResources) {
                errors.invalid(
                        path.child("nonResourceURLs"),
                        rule.path("nonResourceURLs"),
                        "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (rule.path("apiGroups").isEmpty()) {
            errors.required(path.child("apiGroups"), "resource rules must supply at least one api group");
        }
        if (rule.path("resources").isEmpty()) {
            errors.required(path.child("resources"), "resource rules must supply at least one resource");
        }
    }
}
