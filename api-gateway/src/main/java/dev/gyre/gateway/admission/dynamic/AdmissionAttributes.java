package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.UserInfo;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as webhooks and policies see it.
 *
 * @param kind of the resource, whatever a subresource speaks in
 * @param version in which the request was made
 * @param subresource empty for none
 * @param namespace of a namespace itself its name; empty for what is in none
 * @param options as the client gave them, with their kind
 * @param object what is to be; null for deletions
 * @param old what is; null for creations
 */
public record AdmissionAttributes(
        Operation operation,
        ResourceKind kind,
        ApiVersion version,
        String subresource,
        String namespace,
        String name,
        UserInfo user,
        boolean isDryRun,
        ObjectNode options,
        @Nullable Subject object,
        @Nullable Subject old) {

    private static final String NAMESPACES = "namespaces";

    /** An object in whatever version somebody wants to see it. What a subresource speaks in has one form only. */
    @FunctionalInterface
    public interface Subject {
        /** Not to be changed. */
        ObjectNode in(ApiVersion version);
    }

    boolean isNamespace() {
        return kind.groupResource().equals(NAMESPACES);
    }

    /** Whether it is about a namespace as such, not about a part of it. */
    boolean isWholeNamespace() {
        return isNamespace() && subresource.isEmpty();
    }

    /** The object, or the one that goes. */
    JsonNode shown(ApiVersion version) {
        Subject shown = object == null ? old : object;
        return shown == null ? tools.jackson.databind.node.MissingNode.getInstance() : shown.in(version);
    }

    AdmissionAttributes with(Subject changed) {
        return new AdmissionAttributes(
                operation, kind, version, subresource, namespace, name, user, isDryRun, options, changed, old);
    }
}
