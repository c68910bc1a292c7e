package dev.gyre.gateway.event;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An event stands in the namespace of what it is about; events about cluster-scoped objects stand in {@code default}. */
public final class EventRules implements KindRules {

    @Override
    public boolean allowsCreateOnUpdate() {
        return true;
    }

    @Override
    public void validate(ObjectNode event, FieldErrors errors) {
        String namespace = event.path("metadata").path("namespace").asString("");
        String about = event.path("involvedObject").path("namespace").asString("");
        boolean isAtHome =
                about.isEmpty() ? List.of("default", "kube-system").contains(namespace) : about.equals(namespace);
        if (!isAtHome) {
            errors.invalid(FieldPath.of("involvedObject", "namespace"), about, "does not match event.namespace");
        }
    }
}
