package dev.gyre.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.certificate.CertificateSigner;
import dev.gyre.schemas.certificate.CertificateRequest;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path directory;

    @Test
    void aRolesCertificateCarriesItsUserAndGroups() throws Exception {
        var credentials = new ClusterPki(directory, NOW)
                .credentials("node-a", "system:node:a", List.of("system:nodes"), List.of());

        var certificate = identity(credentials).certificate();
        assertThat(certificate.getSubjectX500Principal().getName())
                .contains("CN=system:node:a")
                .contains("O=system:nodes");
    }

    @Test
    void aServerCertificateIsSignedByTheAuthorityForItsNames() throws Exception {
        var credentials = new ClusterPki(directory, NOW)
                .credentials("apiserver", "kube-apiserver", List.of(), List.of("localhost", "127.0.0.1"));

        var certificate = identity(credentials).certificate();
        certificate.verify(identity(new ClusterPki.Credentials(
                        directory.resolve("ca.crt"), directory.resolve("ca.key"), directory.resolve("ca.crt")))
                .certificate()
                .getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames().toString()).contains("localhost", "127.0.0.1");
    }

    @Test
    void aKeyCanBeHadInTheFormThatSaysItsKind() throws Exception {
        var credentials = new ClusterPki(directory, NOW).credentials("admin", "admin", List.of(), List.of());

        String named = ClusterPki.namedKey(credentials);
        assertThat(named).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
        try (var parser = new org.bouncycastle.openssl.PEMParser(new java.io.StringReader(named))) {
            var keys = new org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter()
                    .getKeyPair((org.bouncycastle.openssl.PEMKeyPair) parser.readObject());
            var original = (ECPrivateKey) identity(credentials).keys().getPrivate();
            assertThat(((ECPrivateKey) keys.getPrivate()).getS()).isEqualTo(original.getS());
            assertThat(keys.getPublic()).isEqualTo(identity(credentials).keys().getPublic());
        }
    }

    @Test
    void keysAreReadableByTheirOwnerOnly() throws Exception {
        var credentials = new ClusterPki(directory, NOW).credentials("admin", "admin", List.of(), List.of());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void aSecondStartChangesNothingUntilTheCertificateNearsItsEnd() throws Exception {
        var first = Files.readString(new ClusterPki(directory, NOW)
                .credentials("admin", "admin", List.of(), List.of())
                .certificate());
        var nextDay = Files.readString(new ClusterPki(directory, NOW.plus(Duration.ofDays(1)))
                .credentials("admin", "admin", List.of(), List.of())
                .certificate());
        var nearTheEnd = Files.readString(new ClusterPki(directory, NOW.plus(Duration.ofDays(350)))
                .credentials("admin", "admin", List.of(), List.of())
                .certificate());

        assertThat(nextDay).isEqualTo(first);
        assertThat(nearTheEnd).isNotEqualTo(first);
    }

    @Test
    void aServerCertificateIsMadeAnewForFurtherNames() {
        var pki = new ClusterPki(directory, NOW);
        var before = identity(pki.credentials("apiserver", "kube-apiserver", List.of(), List.of("localhost")));
        var after =
                identity(pki.credentials("apiserver", "kube-apiserver", List.of(), List.of("localhost", "10.0.0.1")));

        assertThat(after.certificate()).isNotEqualTo(before.certificate());
    }

    @Test
    void aCertificateIsMadeAnewWhenTheAuthorityIsAnother() throws Exception {
        var before = identity(new ClusterPki(directory, NOW).credentials("admin", "admin", List.of(), List.of()));
        Files.delete(directory.resolve("ca.crt"));
        Files.delete(directory.resolve("ca.key"));
        var pki = new ClusterPki(directory, NOW);
        var after = identity(pki.credentials("admin", "admin", List.of(), List.of()));

        assertThat(after.certificate()).isNotEqualTo(before.certificate());
        assertThat(identity(pki.credentials("admin", "admin", List.of(), List.of()))
                        .certificate())
                .isEqualTo(after.certificate());
    }

    @Test
    void whatIsAskedForIsSignedTheSameWayAgain() throws Exception {
        ClusterPki pki = new ClusterPki(directory, NOW);
        KeyPair keys = CertificateAuthority.newKeys();
        var names = new ExtensionsGenerator();
        names.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, "n1")));
        byte[] asked = new JcaPKCS10CertificationRequestBuilder(
                        new X500Name("O=system:nodes,CN=system:node:n1"), keys.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, names.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        CertificateRequest request = CertificateRequest.parse(("-----BEGIN CERTIFICATE REQUEST-----\n"
                        + Base64.getMimeEncoder().encodeToString(asked) + "\n-----END CERTIFICATE REQUEST-----\n")
                .getBytes(StandardCharsets.US_ASCII));
        var terms = new CertificateSigner.Terms(
                List.of("digital signature", "server auth"), BigInteger.valueOf(7), NOW, Duration.ofHours(1));

        String first = pki.signer().sign(request, terms);
        assertThat(new ClusterPki(directory, NOW).signer().sign(request, terms)).isEqualTo(first);
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(first.getBytes(StandardCharsets.US_ASCII)));
        var authority = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(pki.caCertificate()));
        certificate.verify(authority.getPublicKey());
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(certificate.getSubjectAlternativeNames().toString()).contains("n1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }

    private static CertificateAuthority.Identity identity(ClusterPki.Credentials credentials) {
        try {
            return Pem.identity(Files.readString(credentials.certificate()), Files.readString(credentials.key()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
