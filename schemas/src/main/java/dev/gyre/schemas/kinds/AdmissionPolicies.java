package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.AdmissionColumns;
import dev.gyre.schemas.defaults.AdmissionDefaults;

/**
 * Policies: rules about writes, or changes of what is written, as expressions; and, in their bindings, where and with which
 * parameters they hold, and how strictly.
 */
final class AdmissionPolicies {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String PACKAGE = "io.k8s.api.admissionregistration.";
    private static final String V1 = PACKAGE + "v1.";

    private AdmissionPolicies() {}

    static ResourceKind mutatingPolicy() {
        String kind = "MutatingAdmissionPolicy";
        return Entry.clusterScoped(GROUP, kind, "mutatingadmissionpolicies")
                .categories("api-extensions")
                .storedAs("v1", V1 + kind, AdmissionDefaults::policy)
                .retired(GROUP, "v1beta1", PACKAGE + "v1beta1." + kind, AdmissionDefaults::policy)
                .retired(GROUP, "v1alpha1", PACKAGE + "v1alpha1." + kind, AdmissionDefaults::policy)
                .columns(AdmissionColumns.ofMutatingPolicies())
                .build();
    }

    static ResourceKind mutatingBinding() {
        String kind = "MutatingAdmissionPolicyBinding";
        return Entry.clusterScoped(GROUP, kind, "mutatingadmissionpolicybindings")
                .categories("api-extensions")
                .storedAs("v1", V1 + kind, AdmissionDefaults::policyBinding)
                .retired(GROUP, "v1beta1", PACKAGE + "v1beta1." + kind, AdmissionDefaults::policyBinding)
                .retired(GROUP, "v1alpha1", PACKAGE + "v1alpha1." + kind, AdmissionDefaults::policyBinding)
                .columns(AdmissionColumns.ofPolicyBindings())
                .build();
    }

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
