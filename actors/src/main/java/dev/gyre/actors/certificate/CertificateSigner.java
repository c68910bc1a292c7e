package dev.gyre.actors.certificate;

import dev.gyre.schemas.certificate.CertificateRequest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An authority that signs. A function: the same arguments give the same certificate, to the byte. */
@FunctionalInterface
public interface CertificateSigner {

    /**
     * A certificate for the subject, names and key of the request.
     *
     * @return PEM
     */
    String sign(CertificateRequest request, Terms terms);

    /**
     * What the authority grants.
     *
     * @param usages in the API's words: {@code digital signature}, {@code client auth}
     * @param life from {@code now} on; cut where the authority itself ends before
     */
    record Terms(List<String> usages, BigInteger serial, Instant now, Duration life) {}
}
