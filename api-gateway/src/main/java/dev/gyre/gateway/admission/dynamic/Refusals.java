package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.Status.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients hear when a webhook or a policy refuses, or cannot be asked. */
final class Refusals {

    private Refusals() {}

    /** In the webhook's own words, with its own code where that is one of a refusal. */
    static StatusException denied(String webhook, @Nullable JsonNode said) {
        String denied = "admission webhook \"" + webhook + "\" denied the request";
        if (!(said instanceof ObjectNode json)) {
            return new StatusException(new Status(400, "", denied + " without explanation", null));
        }
        Status status = Status.fromJson(json);
        String message = status.message().isEmpty() ? status.reason() : status.message();
        return new StatusException(new Status(
                Math.max(400, status.code()),
                status.reason(),
                message.isEmpty() ? denied + " without explanation" : denied + ": " + message,
                status.details()));
    }

    static StatusException cannotRunDry(String webhook) {
        return new StatusException(
                new Status(400, "BadRequest", "admission webhook \"" + webhook + "\" does not support dry run", null));
    }

    static StatusException failedCalling(String webhook, String why) {
        return internal("failed calling webhook \"" + webhook + "\": " + why);
    }

    static StatusException internal(String what) {
        return new StatusException(new Status(500, "InternalError", "Internal error occurred: " + what, null));
    }

    /** A 403 about the object of the request. */
    static StatusException forbidden(AdmissionAttributes request, String why) {
        return about(request, 403, "Forbidden", why, List.of());
    }

    /** What a policy says, which is a cause too: of what is invalid, kubectl shows nothing else. */
    static StatusException byPolicy(AdmissionAttributes request, int code, String reason, String why) {
        return about(request, code, reason, why, List.of(new Cause("", why, "")));
    }

    private static StatusException about(
            AdmissionAttributes request, int code, String reason, String why, List<Cause> causes) {
        String resource = request.version().group().isEmpty()
                ? request.kind().plural()
                : request.kind().plural() + "." + request.version().group();
        String subject = request.name().isEmpty() ? resource : resource + " \"" + request.name() + "\"";
        return new StatusException(new Status(
                code,
                reason,
                subject + " is forbidden: " + why,
                new Status.Details(request.version().group(), request.kind().plural(), request.name(), "", causes, 0)));
    }
}
