package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.FieldPath;
import org.jspecify.annotations.Nullable;

/** Where in an object a value stands; the object itself has no path. */
record Place(@Nullable FieldPath known) {

    static final Place ROOT = new Place(null);

    /** Where the object itself is at fault, messages name nothing. */
    private static final FieldPath NOWHERE = FieldPath.of("");

    Place field(String name) {
        return new Place(known == null ? FieldPath.of(name) : known.child(name));
    }

    Place index(int index) {
        return new Place(path().index(index));
    }

    /** An entry of a map, whose name may be anything. */
    Place entry(String name) {
        return new Place(path().key(name));
    }

    FieldPath path() {
        return known == null ? NOWHERE : known;
    }

    @Override
    public String toString() {
        return known == null ? "" : known.toString();
    }
}
