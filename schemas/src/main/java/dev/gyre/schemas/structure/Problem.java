package dev.gyre.schemas.structure;

/**
 * Something about a document that its schema does not know. Fields that are unknown are dropped, warned of or refused, as
 * the client asked; a wrong type cannot be read and is always refused.
 *
 * @param path of the field, such as {@code spec.template.spec.containers[0].image}
 * @param message in the words of Kubernetes' decoder
 */
public record Problem(Kind kind, String path, String message) {

    /** What is wrong. */
    public enum Kind {
        UNKNOWN_FIELD,
        WRONG_TYPE
    }
}
