package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a read must be, and how much of it is wanted.
 *
 * @param revision what {@code resourceVersion} says; null where it was left out
 * @param limit of a page; 0 for none
 */
record ReadOptions(
        @Nullable Long revision,
        Match match,
        int limit,
        @Nullable ContinueToken continueToken,
        boolean sendInitialEvents,
        boolean allowWatchBookmarks,
        @Nullable Long timeoutSeconds) {

    /** What {@code resourceVersionMatch} says. */
    enum Match {
        UNSET,
        EXACT,
        NOT_OLDER_THAN
    }

    static ReadOptions of(ApiRequest request, boolean isWatch) {
        FieldErrors errors = new FieldErrors();
        String continueText = nonEmpty(request, "continue");
        String matchText = nonEmpty(request, "resourceVersionMatch");
        Long revision = revision(request, errors);
        boolean sendsInitial = request.flag("sendInitialEvents");
        checkMatch(matchText, revision, continueText, isWatch, request, errors);
        if (continueText != null && revision != null && revision > 0) {
            throw Refusal.badRequest("specifying resource version is not allowed when using continue");
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid("meta.k8s.io", "ListOptions", "", errors);
        }
        Long limit = number(request, "limit");
        Match match = matchText == null ? Match.UNSET : matchText.equals("Exact") ? Match.EXACT : Match.NOT_OLDER_THAN;
        return new ReadOptions(
                revision,
                match,
                limit == null || isWatch ? 0 : (int) Math.clamp(limit, 0, Integer.MAX_VALUE),
                continueText == null || isWatch ? null : ContinueToken.decode(continueText),
                sendsInitial,
                request.flag("allowWatchBookmarks"),
                number(request, "timeoutSeconds"));
    }

    private static void checkMatch(
            @Nullable String match,
            @Nullable Long revision,
            @Nullable String continueToken,
            boolean isWatch,
            ApiRequest request,
            FieldErrors errors) {
        FieldPath path = FieldPath.of("resourceVersionMatch");
        boolean asksForInitial = request.query().containsKey("sendInitialEvents");
        if (asksForInitial && !isWatch) {
            errors.forbidden(FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list");
        }
        if (isWatch && asksForInitial != (match != null)) {
            errors.forbidden(
                    path,
                    asksForInitial
                            ? "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
                            : "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        if (match == null) {
            return;
        }
        if (!List.of("Exact", "NotOlderThan").contains(match)) {
            errors.notSupported(path, match, List.of("Exact", "NotOlderThan"));
        } else if (isWatch) {
            if (match.equals("Exact")) {
                errors.forbidden(path, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            }
        } else if (revision == null) {
            errors.forbidden(path, "resourceVersionMatch is forbidden unless resourceVersion is provided");
        } else if (continueToken != null) {
            errors.forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
        } else if (match.equals("Exact") && revision == 0) {
            errors.forbidden(path, "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static @Nullable Long revision(ApiRequest request, FieldErrors errors) {
        String text = nonEmpty(request, "resourceVersion");
        if (text == null) {
            return null;
        }
        if (!Replacement.isNumber(text)) {
            errors.invalid(FieldPath.of("resourceVersion"), text, "must be a number");
            return null;
        }
        return Long.parseLong(text);
    }

    private static @Nullable Long number(ApiRequest request, String parameter) {
        String text = nonEmpty(request, parameter);
        if (text == null) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("%s: \"%s\" is not a number".formatted(parameter, text));
        }
    }

    private static @Nullable String nonEmpty(ApiRequest request, String parameter) {
        String text = request.parameter(parameter);
        return text == null || text.isEmpty() ? null : text;
    }
}
