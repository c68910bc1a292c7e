package dev.gyre.gateway.replicationcontroller;

import dev.gyre.gateway.pod.PodTemplateRules;
import dev.gyre.gateway.replicaset.ReplicaSetStatusRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A replication controller's selector is a map of labels, which its template must have, and which may change. */
public final class ReplicationControllerRules implements KindRules {

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
    public void validate(ObjectNode controller, FieldErrors errors) {
        JsonNode spec = controller.path("spec");
        Numbers.requireNotNegative(spec, SPEC, List.of("replicas", "minReadySeconds"), errors);
        JsonNode selector = spec.path("selector");
        if (selector.isEmpty()) {
            errors.required(SPEC.child("selector"), "");
        }
        Labels.validate(selector, SPEC.child("selector"), errors);
        PodTemplateRules.validateLabelledTemplate(spec.path("template"), selector, "ReplicationController", errors);
    }
}
