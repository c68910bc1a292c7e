package dev.gyre.gateway.apply;

import dev.gyre.schemas.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns fields: a name, and in what way it came to own them. One that applies is the same in whatever version it does.
 *
 * @param apiVersion empty for one that applies
 * @param subresource empty for the object itself
 */
record FieldOwner(String name, Operation operation, String apiVersion, String subresource) {

    /** How fields came to be owned. */
    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Operation of(String word) {
            for (Operation operation : values()) {
                if (operation.word.equals(word)) {
                    return operation;
                }
            }
            throw new IllegalArgumentException("neither Apply nor Update: " + word);
        }
    }

    static FieldOwner applying(String name, String subresource) {
        return new FieldOwner(name, Operation.APPLY, "", subresource);
    }

    static FieldOwner updating(String name, String apiVersion, String subresource) {
        return new FieldOwner(name, Operation.UPDATE, apiVersion, subresource);
    }

    boolean applies() {
        return operation == Operation.APPLY;
    }

    /** As conflicts name it: {@code "kubectl" with subresource "scale" using apps/v1}. */
    String shown() {
        String shown = Json.MAPPER.getNodeFactory().stringNode(name).toString();
        if (!subresource.isEmpty()) {
            shown += " with subresource \"" + subresource + "\"";
        }
        return applies() ? shown : shown + " using " + apiVersion;
    }

    void writeTo(ObjectNode entry) {
        entry.put("manager", name).put("operation", operation.word());
    }
}
