package dev.gyre.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach an etcd of the user's own. */
final class StoreOptions {

    @Option(
            names = "--etcd",
            paramLabel = "URL[,URL...]",
            description = "An etcd of your own instead of a child process; its other members after commas.")
    private @Nullable String etcd;

    @Option(names = "--etcd-ca", paramLabel = "FILE", description = "Its certificate authority.")
    private @Nullable Path ca;

    @Option(names = "--etcd-cert", paramLabel = "FILE", description = "Our client certificate.")
    private @Nullable Path certificate;

    @Option(names = "--etcd-key", paramLabel = "FILE", description = "Its key.")
    private @Nullable Path key;

    @Nullable
    String endpoint() {
        return etcd;
    }

    @Nullable
    Path ca() {
        return ca;
    }

    @Nullable
    Path certificate() {
        return certificate;
    }

    @Nullable
    Path key() {
        return key;
    }
}
