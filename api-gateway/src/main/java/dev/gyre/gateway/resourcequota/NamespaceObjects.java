package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.quota.NamespaceContent;
import tools.jackson.databind.JsonNode;

/** A namespace as a snapshot has it. */
record NamespaceObjects(Snapshot snapshot, String namespace) implements NamespaceContent<StoredObject> {

    @Override
    public Iterable<StoredObject> list(String group, String plural) {
        return snapshot.list(group, plural, namespace, null);
    }

    @Override
    public int count(String group, String plural) {
        return snapshot.count(group, plural, namespace);
    }

    @Override
    public String name(StoredObject object) {
        return object.key().name();
    }

    @Override
    public JsonNode json(StoredObject object) {
        return object.json();
    }
}
