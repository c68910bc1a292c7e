package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.ApiServiceColumns;
import dev.gyre.schemas.defaults.AdmissionDefaults;

/** APIService: who serves a version of a group. */
final class ApiServices {

    private ApiServices() {}

    static ResourceKind kind() {
        return Entry.clusterScoped("apiregistration.k8s.io", "APIService", "apiservices")
                .categories("api-extensions")
                .subresources("status")
                .storedAs(
                        "v1",
                        "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService",
                        AdmissionDefaults::apiService)
                .columns(ApiServiceColumns.all())
                .build();
    }
}
