package dev.gyre.gateway.event;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event stands in the namespace of what it is about; events about cluster-scoped objects stand in {@code default}. One of the newer
 * form, which has an {@code eventTime}, must also say who reports what, and why.
 */
public final class EventRules implements KindRules {

    private static final int MAX_TEXT = 128;
    private static final int MAX_MESSAGE = 1024;

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
        if (event.hasNonNull("eventTime")) {
            requireText(event, "reportingComponent", "reportingController", errors);
            requireText(event, "reportingInstance", "reportingInstance", errors);
            requireText(event, "action", "action", errors);
            requireText(event, "reason", "reason", errors);
            String message = event.path("message").asString("");
            if (message.length() > MAX_MESSAGE) {
                errors.invalid(FieldPath.of("message"), "", "can have at most " + MAX_MESSAGE + " characters");
            }
        }
    }

    /** @param stored the field's name in the version that events are stored in; errors call it as the newer group does */
    private static void requireText(ObjectNode event, String stored, String name, FieldErrors errors) {
        String text = event.path(stored).asString("");
        if (text.isEmpty()) {
            errors.required(FieldPath.of(name), "");
        } else if (text.length() > MAX_TEXT) {
            errors.invalid(FieldPath.of(name), "", "can have at most " + MAX_TEXT + " characters");
        }
    }
}
