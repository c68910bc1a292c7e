package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.UserInfo;
import dev.gyre.schemas.Status;

/** The words of a refusal, as clients know them. */
public final class Forbidden {

    private Forbidden() {}

    public static StatusException of(UserInfo user, Attributes attributes, String reason) {
        String tail = reason.isEmpty() ? "" : ": " + reason;
        if (!attributes.isResourceRequest()) {
            return new StatusException(new Status(
                    403,
                    "Forbidden",
                    "forbidden: User \"%s\" cannot %s path \"%s\"%s"
                            .formatted(user.name(), attributes.verb(), attributes.path(), tail),
                    null));
        }
        String where = attributes.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + attributes.namespace() + "\"";
        return object(
                attributes,
                "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s%s"
                        .formatted(
                                user.name(),
                                attributes.verb(),
                                attributes.resource(),
                                attributes.group(),
                                where,
                                tail));
    }

    /** {@code pods "web" is forbidden: } and a reason. */
    public static StatusException object(Attributes attributes, String reason) {
        String resource = attributes.resource();
        int slash = resource.indexOf('/');
        String plural = slash < 0 ? resource : resource.substring(0, slash);
        String groupResource = attributes.group().isEmpty() ? plural : plural + "." + attributes.group();
        String subject = attributes.name().isEmpty() ? groupResource : groupResource + " \"" + attributes.name() + "\"";
        return new StatusException(new Status(
                403,
                "Forbidden",
                subject + " is forbidden: " + reason,
                Status.Details.of(attributes.group(), plural, attributes.name())));
    }
}
