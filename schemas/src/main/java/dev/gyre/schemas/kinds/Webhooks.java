package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.AdmissionColumns;
import dev.gyre.schemas.defaults.AdmissionDefaults;

/** The kinds that name webhooks which have a say in writes. */
final class Webhooks {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String V1 = "io.k8s.api.admissionregistration.v1.";

    private Webhooks() {}

    static ResourceKind mutating() {
        String kind = "MutatingWebhookConfiguration";
        return Entry.clusterScoped(GROUP, kind, "mutatingwebhookconfigurations")
                .categories("api-extensions")
                .storedAs("v1", V1 + kind, AdmissionDefaults::mutatingWebhooks)
                .columns(AdmissionColumns.ofWebhooks())
                .build();
    }

    static ResourceKind validating() {
        String kind = "ValidatingWebhookConfiguration";
        return Entry.clusterScoped(GROUP, kind, "validatingwebhookconfigurations")
                .categories("api-extensions")
                .storedAs("v1", V1 + kind, AdmissionDefaults::validatingWebhooks)
                .columns(AdmissionColumns.ofWebhooks())
                .build();
    }
}
