package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion.Defaults;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.CertificateColumns;

/** CertificateSigningRequest: who asks a signer for a certificate, whether he may have it, and the certificate. */
final class CertificateSigningRequests {

    private CertificateSigningRequests() {}

    static ResourceKind kind() {
        return Entry.clusterScoped("certificates.k8s.io", "CertificateSigningRequest", "certificatesigningrequests")
                .shortNames("csr")
                .storedAs("v1", "io.k8s.api.certificates.v1.CertificateSigningRequest", Defaults.NONE)
                .subresources("approval", "status")
                .columns(CertificateColumns.columns())
                .build();
    }
}
