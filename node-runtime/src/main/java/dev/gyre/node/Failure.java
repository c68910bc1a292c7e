package dev.gyre.node;

import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.schemas.ApiClient;
import java.util.concurrent.CompletionException;

/** What went wrong with a command, in words for a status. */
record Failure(String reason, String message) {

    static Failure of(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new Failure(cause instanceof RuntimeRefusal refusal ? refusal.reason() : "", message);
    }

    /** Whether the API answered that there is no such thing, or none for this caller. */
    static boolean isRefusal(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        return cause instanceof ApiClient.ApiException refused
                && (refused.status().code() == 403 || refused.status().code() == 404);
    }

    String reasonOr(String otherwise) {
        return reason.isEmpty() ? otherwise : reason;
    }
}
