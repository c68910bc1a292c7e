package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.conversion.VersionViews;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.table.Representation;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request about a resource, with what its path and headers mean looked up.
 *
 * @param views objects in other versions than the call's, where a webhook converts them
 * @param warnings for the client, from whoever had a say in the request
 */
record ResourceCall(
        ApiRequest request,
        RequestInfo info,
        ResourceKind kind,
        ApiVersion version,
        KindRules rules,
        Representation representation,
        VersionViews views,
        Warnings warnings) {

    /** The one object that the path names. */
    ResourceKey key() {
        String name = info.name();
        return kind.key(info.namespace(), name == null ? "" : name);
    }

    /** The object as it is in a version, the call's own or another. */
    ObjectNode seen(Versioned object, ApiVersion as) {
        if (kind.conversionWebhook() == null) {
            return object.in(as);
        }
        ApiVersion itself = kind.as(as).storageVersion();
        return new Versioned(views.in(as.apiVersion(), object.json()), object.revision()).in(itself);
    }

    String namespace() {
        return kind.isNamespaced() ? info.namespace() : "";
    }
}
