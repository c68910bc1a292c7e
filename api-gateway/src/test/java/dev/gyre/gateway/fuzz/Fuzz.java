package dev.gyre.gateway.fuzz;

import java.util.Locale;

/** What Jazzer calls: the target that the system property {@code fuzz.target} names. */
public final class Fuzz {

    private static final FuzzTargets TARGET =
            FuzzTargets.valueOf(System.getProperty("fuzz.target", "json").toUpperCase(Locale.ROOT));

    private Fuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        TARGET.fuzz(bytes);
    }
}
