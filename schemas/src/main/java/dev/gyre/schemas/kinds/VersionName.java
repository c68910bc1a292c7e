package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import tools.jackson.databind.node.ObjectNode;

/** Converts between versions of the same shape: only {@code apiVersion} is another. */
record VersionName(String served, String stored) implements ApiVersion.Conversion {

    @Override
    public void toStorage(ObjectNode object) {
        object.put("apiVersion", stored);
    }

    @Override
    public void fromStorage(ObjectNode object) {
        object.put("apiVersion", served);
    }

    @Override
    public boolean isIdentity() {
        return served.equals(stored);
    }
}
