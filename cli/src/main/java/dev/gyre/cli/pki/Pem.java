package dev.gyre.cli.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Certificates and keys as PEM text. */
final class Pem {
    private static final int P256_BITS = 256;

    private Pem() {}

    static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    /** PKCS#8, which etcd, Kafka and Vert.x all read. */
    static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** SEC 1, with its curve and public key, as OpenSSL writes it. */
    static String namedKey(KeyPair keys) {
        PrivateKeyInfo key = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
        SubjectPublicKeyInfo publicKey =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        try {
            ECPrivateKey named = new ECPrivateKey(
                    P256_BITS,
                    ECPrivateKey.getInstance(key.parsePrivateKey()).getKey(),
                    publicKey.getPublicKeyData(),
                    key.getPrivateKeyAlgorithm().getParameters());
            return block("EC PRIVATE KEY", named.getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("not a key of an elliptic curve", e);
        }
    }

    static CertificateAuthority.Identity identity(String certificatePem, String keyPem) {
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)));
            String base64 = keyPem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
            return new CertificateAuthority.Identity(certificate, new KeyPair(certificate.getPublicKey(), key));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a certificate with its key", e);
        }
    }

    private static String block(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }
}
