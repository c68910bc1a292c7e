package dev.gyre.schemas;

import tools.jackson.databind.node.ObjectNode;

/** An entry of {@code metadata.ownerReferences}. */
public record OwnerReference(
        String apiVersion, String kind, String name, String uid, boolean controller, boolean blockOwnerDeletion) {

    /** The reference that a child carries to the controller that made it. */
    public static OwnerReference controllerOf(String apiVersion, String kind, Resource owner) {
        return new OwnerReference(apiVersion, kind, owner.name(), owner.uid(), true, true);
    }

    /** The API group, empty for core. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("apiVersion", apiVersion).put("kind", kind).put("name", name).put("uid", uid);
        if (controller) {
            node.put("controller", true);
        }
        if (blockOwnerDeletion) {
            node.put("blockOwnerDeletion", true);
        }
        return node;
    }
}
