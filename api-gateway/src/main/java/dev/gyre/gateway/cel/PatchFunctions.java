package dev.gyre.gateway.cel;

import dev.cel.common.types.SimpleType;

/** {@code jsonpatch.escapeKey("a/b")}, for keys in the paths of patches. */
final class PatchFunctions {

    private PatchFunctions() {}

    static Functions all() {
        return new Functions()
                .global(
                        "jsonpatch.escapeKey",
                        SimpleType.STRING,
                        SimpleType.STRING,
                        String.class,
                        key -> key.replace("~", "~0").replace("/", "~1"));
    }
}
