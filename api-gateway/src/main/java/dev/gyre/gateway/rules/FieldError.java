package dev.gyre.gateway.rules;

import dev.gyre.schemas.Status;

/**
 * One fault of one field. {@code body} is the sentence without the path; it quotes the offending value.
 *
 * @param path printed
 */
public record FieldError(String path, Reason reason, String body) {

    /** Kubernetes' kinds of faults: the machine-readable word, and how the sentence begins. */
    public enum Reason {
        REQUIRED("FieldValueRequired", "Required value"),
        INVALID("FieldValueInvalid", "Invalid value"),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value"),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
        DUPLICATE("FieldValueDuplicate", "Duplicate value"),
        FORBIDDEN("FieldValueForbidden", "Forbidden"),
        TOO_LONG("FieldValueTooLong", "Too long"),
        TOO_MANY("FieldValueTooMany", "Too many"),
        NOT_FOUND("FieldValueNotFound", "Not found");

        private final String word;
        private final String phrase;

        Reason(String word, String phrase) {
            this.word = word;
            this.phrase = phrase;
        }

        public String word() {
            return word;
        }

        String phrase() {
            return phrase;
        }
    }

    public Status.Cause toCause() {
        return new Status.Cause(reason.word(), body, path);
    }

    @Override
    public String toString() {
        return path + ": " + body;
    }
}
