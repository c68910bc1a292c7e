package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.AdmissionColumns;
import dev.gyre.schemas.defaults.AdmissionDefaults;

/** ValidatingAdmissionPolicy: rules about writes, as expressions; and where, with which parameters and how strictly they hold. */
final class AdmissionPolicies {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String V1 = "io.k8s.api.admissionregistration.v1.";

    private AdmissionPolicies() {}

    static ResourceKind policy() {
        String kind = "ValidatingAdmissionPolicy";
        return Entry.clusterScoped(GROUP, kind, "validatingadmissionpolicies")
                .categories("api-extensions")
                .subresources("status")
                .storedAs("v1", V1 + kind, AdmissionDefaults::policy)
                .columns(AdmissionColumns.ofPolicies())
                .build();
    }

    static ResourceKind binding() {
        String kind = "ValidatingAdmissionPolicyBinding";
        return Entry.clusterScoped(GROUP, kind, "validatingadmissionpolicybindings")
                .categories("api-extensions")
                .storedAs("v1", V1 + kind, AdmissionDefaults::policyBinding)
                .columns(AdmissionColumns.ofPolicyBindings())
                .build();
    }
}
