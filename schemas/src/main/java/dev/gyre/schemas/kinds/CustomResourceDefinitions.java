package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.DefinitionColumns;
import dev.gyre.schemas.defaults.DefinitionDefaults;

/** CustomResourceDefinition: a kind that a user adds to the API. */
final class CustomResourceDefinitions {

    private CustomResourceDefinitions() {}

    static ResourceKind kind() {
        return Entry.clusterScoped("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions")
                .shortNames("crd", "crds")
                .categories("api-extensions")
                .storedAs(
                        "v1",
                        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
                        DefinitionDefaults::definition)
                .subresources("status")
                .columns(DefinitionColumns.all())
                .build();
    }
}
