package dev.gyre.gateway.certificate;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A signer writes the certificate, once, and what it failed of; the verdict is not its own. */
final class CertificateStatusRules implements StatusRules {

    static final CertificateStatusRules INSTANCE = new CertificateStatusRules();

    private static final FieldPath CERTIFICATE = FieldPath.of("status", "certificate");

    private CertificateStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode request, ObjectNode old, FieldErrors errors) {
        SigningConditions.validate(request, errors);
        SigningConditions.validateKept(request, old, errors);
        SigningConditions.validateVerdictUntouched(request, old, errors);
        JsonNode certificate = request.path("status").path("certificate");
        JsonNode before = old.path("status").path("certificate");
        if (SameJson.same(certificate, before)) {
            return;
        }
        if (!before.asString("").isEmpty()) {
            errors.forbidden(CERTIFICATE, "updates may not modify existing certificate content");
        } else if (!isCertificates(RequestField.bytes(certificate))) {
            errors.invalid(CERTIFICATE, "<certificate data>", "must contain valid CERTIFICATE PEM blocks");
        }
    }

    private static boolean isCertificates(byte[] pem) {
        try {
            return new String(pem, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")
                    && !CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))
                            .isEmpty();
        } catch (CertificateException malformed) {
            return false;
        }
    }
}
