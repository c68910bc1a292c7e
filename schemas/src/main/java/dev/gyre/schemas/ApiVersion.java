package dev.gyre.schemas;

import tools.jackson.databind.node.ObjectNode;

/**
 * One version of a kind, as a rule one in which it is served. Defaults are filled in the version that was sent, before conversion; a retired
 * version is served last and without short names.
 *
 * @param group the API group it is served under; differs from the kind's own for retired ones ({@code extensions})
 * @param name {@code v1}, {@code v1beta2}
 * @param isServed false for the one that objects are stored in where users are to see them in others only
 * @param schema the fields, in this version
 * @param defaults fills what the client left out
 * @param conversion to the storage version and back
 */
public record ApiVersion(
        String group,
        String name,
        boolean isStorage,
        boolean isServed,
        boolean isRetired,
        FieldSchema schema,
        Defaults defaults,
        Conversion conversion) {

    /** {@code apps/v1}, {@code v1}. */
    public String apiVersion() {
        return group.isEmpty() ? name : group + "/" + name;
    }

    /** Fills in place what the client left out. Running it twice changes nothing more. */
    @FunctionalInterface
    public interface Defaults {
        Defaults NONE = object -> {};

        void apply(ObjectNode object);
    }

    /** Changes an object in place from this version to the storage version and back, {@code apiVersion} included. */
    public interface Conversion {
        void toStorage(ObjectNode object);

        void fromStorage(ObjectNode object);

        /** Whether objects are served just as they are stored. */
        default boolean isIdentity() {
            return false;
        }
    }
}
