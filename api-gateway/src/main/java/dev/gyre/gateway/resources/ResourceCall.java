package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.table.Representation;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;

/**
 * A request about a resource, with what its path and headers mean looked up.
 *
 * @param warnings for the client, from whoever had a say in the request
 */
record ResourceCall(
        ApiRequest request,
        RequestInfo info,
        ResourceKind kind,
        ApiVersion version,
        KindRules rules,
        Representation representation,
        Warnings warnings) {

    /** The one object that the path names. */
    ResourceKey key() {
        String name = info.name();
        return kind.key(info.namespace(), name == null ? "" : name);
    }

    String namespace() {
        return kind.isNamespaced() ? info.namespace() : "";
    }
}
