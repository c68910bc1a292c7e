package dev.gyre.gateway.deployment;

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

/** A deployment's selector is its identity: it must select its own template, and never changes. */
public final class DeploymentRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return DeploymentStatusRules.INSTANCE;
    }

    @Override
    public void validate(ObjectNode deployment, FieldErrors errors) {
        JsonNode spec = deployment.path("spec");
        for (String field : List.of("replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")) {
            Numbers.requireNotNegative(spec.path(field), SPEC.child(field), errors);
        }
        JsonNode selector = spec.path("selector");
        PodTemplateRules.validateSelector(selector, "deployment", errors);
        PodTemplateRules.validateTemplate(spec.path("template"), selector, "ReplicaSet", errors);
        RolloutStrategyRules.validate(spec.path("strategy"), SPEC.child("strategy"), errors);
        JsonNode deadline = spec.path("progressDeadlineSeconds");
        if (deadline.isNumber()
                && deadline.asLong() <= spec.path("minReadySeconds").asLong(0)) {
            errors.invalid(SPEC.child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
        }
    }

    @Override
    public void validateUpdate(ObjectNode deployment, ObjectNode old, FieldErrors errors) {
        JsonNode selector = deployment.path("spec").path("selector");
        if (!SameJson.same(selector, old.path("spec").path("selector"))) {
            errors.invalid(SPEC.child("selector"), selector, "field is immutable");
        }
    }
}
