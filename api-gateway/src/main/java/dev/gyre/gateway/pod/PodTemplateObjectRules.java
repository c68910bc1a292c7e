package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import tools.jackson.databind.node.ObjectNode;

/** The kind PodTemplate: a template that stands by itself must be one that pods could be made from. */
public final class PodTemplateObjectRules implements KindRules {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode podTemplate, FieldErrors errors) {
        PodTemplateRules.validateAny(podTemplate.path("template"), FieldPath.of("template"), errors);
    }
}
