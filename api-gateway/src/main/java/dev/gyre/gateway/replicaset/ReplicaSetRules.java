package dev.gyre.gateway.replicaset;

import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A replica set's selector is its identity: it must select its own template, and never changes. */
public final class ReplicaSetRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return ReplicaSetStatusRules.INSTANCE;
    }

    @Override
    public void validate(ObjectNode replicaSet, FieldErrors errors) {
        JsonNode spec = replicaSet.path("spec");
        for (String field : List.of("replicas", "minReadySeconds")) {
            Numbers.requireNotNegative(spec.path(field), SPEC.child(field), errors);
        }
        JsonNode selector = spec.path("selector");
        PodTemplateRules.validateSelector(selector, "deployment", errors);
        PodTemplateRules.validateTemplate(spec.path("template"), selector, "ReplicaSet", errors);
    }

    @Override
    public void validateUpdate(ObjectNode replicaSet, ObjectNode old, FieldErrors errors) {
        JsonNode selector = replicaSet.path("spec").path("selector");
        if (!SameJson.same(selector, old.path("spec").path("selector"))) {
            errors.invalid(SPEC.child("selector"), selector, "field is immutable");
        }
    }
}
