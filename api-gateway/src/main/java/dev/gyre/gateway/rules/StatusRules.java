package dev.gyre.gateway.rules;

import tools.jackson.databind.node.ObjectNode;

/**
 * The twin of {@link KindRules} for the {@code status} subresource: only {@code status} and, as in Kubernetes, a little of
 * the metadata comes from the client; labels and all else stay as they are.
 */
public interface StatusRules {

    StatusRules PLAIN = new StatusRules() {};

    /** Whether a status update may change labels: for nodes, whose kubelet labels them. */
    default boolean takesLabels() {
        return false;
    }

    default void prepareForUpdate(ObjectNode object, ObjectNode old) {}

    default void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
}
