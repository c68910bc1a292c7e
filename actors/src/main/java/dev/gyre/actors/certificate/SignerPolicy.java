package dev.gyre.actors.certificate;

import dev.gyre.schemas.certificate.CertificateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signers of the cluster's authority, and what each demands of a request. */
enum SignerPolicy {
    /** Clients of the API. */
    API_CLIENT("kubernetes.io/kube-apiserver-client") {
        @Override
        @Nullable
        String objection(CertificateRequest request, List<String> usages) {
            return usageObjection(usages, Set.of("client auth"), "client auth");
        }
    },
    /** Kubelets as clients of the API. */
    KUBELET_CLIENT("kubernetes.io/kube-apiserver-client-kubelet") {
        @Override
        @Nullable
        String objection(CertificateRequest request, List<String> usages) {
            List<String> faults = new ArrayList<>();
            addNodeFault(request, faults);
            if (request.hasDnsNames()) {
                faults.add("DNS subjectAltNames are not allowed");
            }
            if (request.hasAddresses()) {
                faults.add("IP subjectAltNames are not allowed");
            }
            addPersonalFaults(request, faults);
            return faults.isEmpty()
                    ? usageObjection(usages, Set.of("digital signature", "client auth"), "client auth")
                    : faults.getFirst();
        }
    },
    /** Kubelets as servers. */
    KUBELET_SERVING("kubernetes.io/kubelet-serving") {
        @Override
        @Nullable
        String objection(CertificateRequest request, List<String> usages) {
            List<String> faults = new ArrayList<>();
            addNodeFault(request, faults);
            if (!request.hasDnsNames() && !request.hasAddresses()) {
                faults.add("DNS or IP subjectAltName is required");
            }
            addPersonalFaults(request, faults);
            return faults.isEmpty()
                    ? usageObjection(usages, Set.of("digital signature", "server auth"), "server auth")
                    : faults.getFirst();
        }
    };

    private static final String NODES = "system:nodes";
    private static final String NODE = "system:node:";

    private final String signerName;

    SignerPolicy(String signerName) {
        this.signerName = signerName;
    }

    /** Null where the signer is somebody else. */
    static @Nullable SignerPolicy of(String signerName) {
        for (SignerPolicy policy : values()) {
            if (policy.signerName.equals(signerName)) {
                return policy;
            }
        }
        return null;
    }

    /** Why this signer will not sign it; null where it will. */
    abstract @Nullable String objection(CertificateRequest request, List<String> usages);

    /** Besides what a key of either kind does for TLS, one end of it, and all that is required. */
    private static @Nullable String usageObjection(List<String> usages, Set<String> required, String end) {
        Set<String> allowed = Set.of("digital signature", "key encipherment", end);
        return allowed.containsAll(usages) && usages.containsAll(required)
                ? null
                : "usages did not match: must be among digital signature, key encipherment and " + end + ", with "
                        + String.join(" and ", required.stream().sorted().toList());
    }

    private static void addNodeFault(CertificateRequest request, List<String> faults) {
        if (!request.organizations().equals(List.of(NODES))) {
            faults.add("subject organization is not system:nodes");
        }
        if (!request.commonName().startsWith(NODE)) {
            faults.add("subject common name does not begin with " + NODE);
        }
    }

    private static void addPersonalFaults(CertificateRequest request, List<String> faults) {
        if (request.hasEmailAddresses()) {
            faults.add("Email subjectAltNames are not allowed");
        }
        if (request.hasUris()) {
            faults.add("URI subjectAltNames are not allowed");
        }
    }
}
