package dev.gyre.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private static CertificateAuthority.Identity identity(ClusterPki.Credentials credentials) {
        try {
            return Pem.identity(Files.readString(credentials.certificate()), Files.readString(credentials.key()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
