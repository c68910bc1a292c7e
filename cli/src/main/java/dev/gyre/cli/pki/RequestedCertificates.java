package dev.gyre.cli.pki;

import dev.gyre.actors.certificate.CertificateSigner;
import dev.gyre.schemas.certificate.CertificateRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;

/**
 * Certificates for those who asked. Signatures are deterministic (RFC 6979), so that a decision to sign can be made again and
 * comes out the same.
 */
final class RequestedCertificates implements CertificateSigner {

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final CertificateAuthority.Identity authority;

    RequestedCertificates(CertificateAuthority.Identity authority) {
        this.authority = authority;
    }

    @Override
    public String sign(CertificateRequest request, Terms terms) {
        Instant end = terms.now().plus(terms.life());
        Instant last = authority.certificate().getNotAfter().toInstant();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                X500Name.getInstance(
                        authority.certificate().getSubjectX500Principal().getEncoded()),
                terms.serial(),
                Date.from(terms.now().minus(CLOCK_SKEW)),
                Date.from(end.isBefore(last) ? end : last),
                request.subject(),
                request.publicKey());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            int keyUsage = keyUsage(terms.usages());
            if (keyUsage != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
            }
            builder.addExtension(Extension.extendedKeyUsage, false, purposes(terms.usages()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
            GeneralNames names = request.alternativeNames();
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return Pem.of(new JcaX509CertificateConverter().getCertificate(builder.build(new Signer())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot sign a certificate for " + request.commonName(), e);
        }
    }

    private static int keyUsage(List<String> usages) {
        return (usages.contains("digital signature") ? KeyUsage.digitalSignature : 0)
                | (usages.contains("key encipherment") ? KeyUsage.keyEncipherment : 0);
    }

    private static ExtendedKeyUsage purposes(List<String> usages) {
        List<KeyPurposeId> purposes = new ArrayList<>();
        if (usages.contains("client auth")) {
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        if (usages.contains("server auth")) {
            purposes.add(KeyPurposeId.id_kp_serverAuth);
        }
        return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
    }

    /** ECDSA with SHA-256, whose one secret number follows from key and message. */
    private final class Signer implements ContentSigner {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            try {
                ECPrivateKeyParameters key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(
                        authority.keys().getPrivate().getEncoded());
                ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
                signer.init(true, key);
                BigInteger[] signature = signer.generateSignature(
                        MessageDigest.getInstance("SHA-256").digest(content.toByteArray()));
                return StandardDSAEncoding.INSTANCE.encode(key.getParameters().getN(), signature[0], signature[1]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no SHA-256", e);
            }
        }
    }
}
