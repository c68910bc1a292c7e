package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.PlainColumns;

/** ConfigMap: files and words for pods. */
final class ConfigMaps {

    private ConfigMaps() {}

    static ResourceKind kind() {
        return Entry.namespaced("", "ConfigMap", "configmaps")
                .shortNames("cm")
                .storedAs("v1", "io.k8s.api.core.v1.ConfigMap", Defaults.NONE)
                .columns(PlainColumns.ofConfigMaps())
                .build();
    }
}
