package dev.gyre.node.cluster;

import dev.gyre.schemas.ResourceKey;
import tools.jackson.databind.node.ObjectNode;

class InMemoryClusterObjectsTest extends ClusterObjectsContract {

    private final InMemoryClusterObjects objects = new InMemoryClusterObjects();

    @Override
    ClusterObjects objects() {
        return objects;
    }

    @Override
    void put(ResourceKey key, ObjectNode json) {
        objects.put(key, json);
    }

    @Override
    void delete(ResourceKey key) {
        objects.delete(key);
    }

    @Override
    void breakHistory() {
        objects.resetAll();
    }
}
