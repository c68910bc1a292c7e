package dev.gyre.gateway.rules;

import org.jspecify.annotations.Nullable;

/** Where in an object a fault lies: {@code spec.template.spec.containers[0].ports[1].name}. Printed only when needed. */
public final class FieldPath {

    private final @Nullable FieldPath parent;
    private final String step;

    private FieldPath(@Nullable FieldPath parent, String step) {
        this.parent = parent;
        this.step = step;
    }

    public static FieldPath of(String name) {
        return new FieldPath(null, name);
    }

    /** A path from the root by field names. */
    public static FieldPath of(String first, String... rest) {
        FieldPath path = of(first);
        for (String name : rest) {
            path = path.child(name);
        }
        return path;
    }

    public FieldPath child(String name) {
        return new FieldPath(this, "." + name);
    }

    public FieldPath index(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    /** An entry of a map. */
    public FieldPath key(String key) {
        return new FieldPath(this, "[" + key + "]");
    }

    @Override
    public String toString() {
        return parent == null ? step : parent + step;
    }
}
