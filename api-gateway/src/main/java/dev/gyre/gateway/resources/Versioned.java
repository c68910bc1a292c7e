package dev.gyre.gateway.resources;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object in its storage version and the {@code resourceVersion} under which it is served, 0 for none. The tree is
 * shared and not changed here: what is served is a new root and new metadata over the same branches.
 */
record Versioned(ObjectNode json, long revision) {

    static Versioned of(StoredObject stored) {
        return new Versioned(stored.json(), stored.modRevision());
    }

    /** As clients see it in this version; the branches below metadata are shared with the stored tree. */
    ObjectNode in(ApiVersion version) {
        ObjectNode source = json;
        if (!version.conversion().isIdentity()) {
            source = json.deepCopy();
            version.conversion().fromStorage(source);
        }
        ObjectNode served = Json.object();
        served.put("apiVersion", version.apiVersion());
        served.set("kind", source.path("kind"));
        ObjectNode metadata = served.putObject("metadata");
        if (source.get("metadata") instanceof ObjectNode stored) {
            metadata.setAll(stored);
        }
        if (revision > 0) {
            metadata.put("resourceVersion", Long.toString(revision));
        }
        for (var field : source.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (!name.equals("apiVersion") && !name.equals("kind") && !name.equals("metadata")) {
                served.set(name, value);
            }
        }
        return served;
    }
}
