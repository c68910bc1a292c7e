package dev.gyre.gateway.apply;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.ResourceKind;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** The versions of a kind, as managers own fields in them. */
record Versions(ResourceKind kind, FieldRecord.OthersViews others) {

    boolean has(String apiVersion) {
        return kind.version(apiVersion) != null;
    }

    FieldSchema schema(String apiVersion) {
        return version(apiVersion).schema();
    }

    /** The object itself where both versions are one; it is never changed. */
    ObjectNode convert(ObjectNode object, String from, String to) {
        if (from.equals(to)) {
            return object;
        }
        if (kind.conversionWebhook() != null) {
            return others.in(to, object);
        }
        ObjectNode converted = object.deepCopy();
        if (!version(from).isStorage()) {
            version(from).conversion().toStorage(converted);
        }
        if (!version(to).isStorage()) {
            version(to).conversion().fromStorage(converted);
        }
        return converted;
    }

    private ApiVersion version(String apiVersion) {
        ApiVersion version = kind.version(apiVersion);
        return Objects.requireNonNull(version, () -> kind.kind() + " has no version " + apiVersion);
    }
}
