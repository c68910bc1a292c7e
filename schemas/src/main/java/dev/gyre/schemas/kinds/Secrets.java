package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.PlainColumns;
import dev.gyre.schemas.defaults.CoreDefaults;

/** Secret: what only its readers may see, and therefore sealed in the store and on the log. */
final class Secrets {

    private Secrets() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "Secret", "secrets")
                .storedAs("v1", "io.k8s.api.core.v1.Secret", CoreDefaults::secret)
                .sealed()
                .columns(PlainColumns.ofSecrets())
                .build();
    }
}
