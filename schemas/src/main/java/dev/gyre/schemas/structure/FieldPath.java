package dev.gyre.schemas.structure;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands: in a field of the type {@code struct}, an entry of a map, or an item of a list. Kept as a chain, so that
 * the text is only made for what is wrong.
 */
record FieldPath(@Nullable FieldPath parent, @Nullable String struct, String name, Step step) {

    static final FieldPath ROOT = new FieldPath(null, null, "", Step.ROOT);

    /** How a value is reached from the one around it. */
    enum Step {
        ROOT,
        FIELD,
        ENTRY,
        ITEM
    }

    FieldPath field(String struct, String name) {
        return new FieldPath(this, struct, name, Step.FIELD);
    }

    FieldPath entry(String key) {
        return new FieldPath(this, struct, key, Step.ENTRY);
    }

    FieldPath item(int index) {
        return new FieldPath(this, struct, Integer.toString(index), Step.ITEM);
    }

    /** {@code DeploymentSpec.spec.replicas}: the type that has the field, and the fields on the way; null at the root. */
    @Nullable
    String goField() {
        return struct == null ? null : struct.substring(struct.lastIndexOf('.') + 1) + "." + fieldsOnly();
    }

    private String fieldsOnly() {
        String before = parent == null ? "" : parent.fieldsOnly();
        if (step != Step.FIELD) {
            return before;
        }
        return before.isEmpty() ? name : before + "." + name;
    }

    /** {@code spec.template.spec.containers[0].image}. */
    @Override
    public String toString() {
        String before = parent == null ? "" : parent.toString();
        return switch (step) {
            case ROOT -> "";
            case ITEM -> before + "[" + name + "]";
            case FIELD, ENTRY -> before.isEmpty() ? name : before + "." + name;
        };
    }
}
