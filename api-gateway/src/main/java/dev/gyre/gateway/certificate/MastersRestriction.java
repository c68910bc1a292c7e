package dev.gyre.gateway.certificate;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.schemas.certificate.CertificateRequest;
import dev.gyre.schemas.certificate.MalformedRequestException;
import tools.jackson.databind.JsonNode;

/** Nobody becomes one of {@code system:masters} by a certificate that was asked for. */
public final class MastersRestriction implements AdmissionRule {

    private static final String SIGNER = "kubernetes.io/kube-apiserver-client";
    private static final String MASTERS = "system:masters";

    @Override
    public Verdict admit(Candidate candidate) {
        if (candidate.old() != null || !candidate.isOf("certificatesigningrequests.certificates.k8s.io")) {
            return Verdict.ADMITTED;
        }
        JsonNode spec = candidate.object().path("spec");
        return spec.path("signerName").asString("").equals(SIGNER) && asksForMasters(spec)
                ? new Verdict.Forbidden("use of " + SIGNER + " signer with " + MASTERS + " group is not allowed")
                : Verdict.ADMITTED;
    }

    private static boolean asksForMasters(JsonNode spec) {
        try {
            return CertificateRequest.parse(RequestField.bytes(spec.path("request")))
                    .organizations()
                    .contains(MASTERS);
        } catch (MalformedRequestException refusedByTheRules) {
            return false;
        }
    }
}
