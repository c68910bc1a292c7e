package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.apply.ConflictException;
import dev.gyre.gateway.rules.FieldError;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.Status.Cause;
import dev.gyre.schemas.Status.Details;
import java.util.List;

/** The API's refusals, in the words and with the codes that clients of Kubernetes know. */
final class Refusal {

    private Refusal() {}

    static StatusException notFound(ResourceKey key, long revision) {
        return about(404, "NotFound", "%s \"%s\" not found".formatted(key.groupResource(), key.name()), key, revision);
    }

    static StatusException noSuchResource() {
        return new StatusException(new Status(
                404, "NotFound", "the server could not find the requested resource", Details.of("", "", "")));
    }

    static StatusException methodNotAllowed() {
        return new StatusException(new Status(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Details.of("", "", "")));
    }

    static StatusException alreadyExists(ResourceKey key, long revision) {
        return about(
                409,
                "AlreadyExists",
                "%s \"%s\" already exists".formatted(key.groupResource(), key.name()),
                key,
                revision);
    }

    /** Every generated name that was tried is taken. */
    static StatusException noUniqueName(ResourceKey key, long revision) {
        String message = "%s \"%s\" already exists, the server was not able to generate a unique name for the object"
                .formatted(key.groupResource(), key.name());
        Details details = new Details(key.group(), key.plural(), key.name(), "", List.of(), 1);
        return new StatusException(new Status(409, "AlreadyExists", message, details), revision);
    }

    static StatusException conflict(ResourceKey key, String why, long revision) {
        return about(
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(key.groupResource(), key.name(), why),
                key,
                revision);
    }

    static StatusException modified(ResourceKey key, long revision) {
        return conflict(
                key,
                "the object has been modified; please apply your changes to the latest version and try again",
                revision);
    }

    /** Others own what an apply would change. */
    static StatusException applyConflict(ConflictException conflict) {
        List<Cause> causes = conflict.conflicts().stream()
                .map(each -> new Cause("FieldManagerConflict", "conflict with " + each.manager(), each.field()))
                .toList();
        return new StatusException(new Status(
                409, "Conflict", String.valueOf(conflict.getMessage()), new Details("", "", "", "", causes, 0)));
    }

    static StatusException precondition(ResourceKey key, String what, String wanted, String found, long revision) {
        return conflict(
                key,
                "Precondition failed: %s in precondition: %s, %s in object meta: %s"
                        .formatted(what, wanted, what, found),
                revision);
    }

    static StatusException invalid(ResourceKind kind, String name, FieldErrors errors) {
        return invalid(kind.group(), kind.kind(), name, errors);
    }

    static StatusException invalid(String group, String kind, String name, FieldErrors errors) {
        String type = group.isEmpty() ? kind : kind + "." + group;
        List<Cause> causes = errors.all().stream().map(FieldError::toCause).toList();
        return new StatusException(new Status(
                422,
                "Invalid",
                "%s \"%s\" is invalid: %s".formatted(type, name, errors.summary()),
                new Details(group, kind, name, "", causes, 0)));
    }

    static StatusException forbidden(ResourceKey key, String why, Cause... causes) {
        String subject = key.name().isEmpty()
                ? "%s is forbidden: %s".formatted(key.groupResource(), why)
                : "%s \"%s\" is forbidden: %s".formatted(key.groupResource(), key.name(), why);
        return new StatusException(new Status(
                403, "Forbidden", subject, new Details(key.group(), key.plural(), key.name(), "", List.of(causes), 0)));
    }

    static StatusException internal(String what) {
        return new StatusException(new Status(500, "InternalError", "Internal error occurred: " + what, null));
    }

    static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }

    static StatusException unsupportedMediaType(String accepted) {
        return new StatusException(new Status(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + accepted,
                null));
    }

    static StatusException tooLarge(String message) {
        return new StatusException(new Status(413, "RequestEntityTooLarge", message, null));
    }

    /** The history a list or a watch asks for is gone. */
    static StatusException expired(String message) {
        return new StatusException(new Status(410, "Expired", message, null));
    }

    static StatusException tooManyRequests(String message) {
        return new StatusException(
                new Status(429, "TooManyRequests", message, new Details("", "", "", "", List.of(), 1)));
    }

    private static StatusException about(int code, String reason, String message, ResourceKey key, long revision) {
        return new StatusException(
                new Status(code, reason, message, Details.of(key.group(), key.plural(), key.name())), revision);
    }
}
