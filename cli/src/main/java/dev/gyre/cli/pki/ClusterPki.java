package dev.gyre.cli.pki;

import dev.gyre.actors.certificate.CertificateSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key material of one cluster, in one directory: {@code ca.crt} and {@code ca.key}, and a {@code NAME.crt} and {@code
 * NAME.key} for each role. What is missing, or ends within a month, is made anew; everything else is left as it is, so that
 * a second start changes nothing.
 */
public final class ClusterPki {

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Path directory;
    private final Instant now;
    private @Nullable CertificateAuthority authority;

    public ClusterPki(Path directory, Instant now) {
        this.directory = directory;
        this.now = now;
    }

    /** Where a role's certificate, its key and the cluster's CA stand, each as PEM. */
    public record Credentials(Path certificate, Path key, Path ca) {}

    public Path caCertificate() {
        authority();
        return directory.resolve("ca.crt");
    }

    /**
     * A role's credentials.
     *
     * @param name of the files
     * @param user the certificate's common name
     * @param groups its organizations
     * @param hosts names and addresses under which it serves; empty for clients
     */
    public Credentials credentials(String name, String user, List<String> groups, List<String> hosts) {
        Path certificate = directory.resolve(name + ".crt");
        Path key = directory.resolve(name + ".key");
        if (!isUsable(certificate, key, hosts)) {
            CertificateAuthority.Identity identity = authority().issue(user, groups, hosts);
            SecretFiles.write(key, Pem.of(identity.keys().getPrivate()));
            SecretFiles.write(certificate, Pem.of(identity.certificate()));
        }
        return new Credentials(certificate, key, caCertificate());
    }

    /** Whether the key of the authority is here: where one was made, or may still be. */
    public boolean hasAuthorityKey() {
        return Files.exists(directory.resolve("ca.key")) || !Files.exists(directory.resolve("ca.crt"));
    }

    /** The authority, for certificates that others ask for. The key stays in here. */
    public CertificateSigner signer() {
        return new RequestedCertificates(authority().self());
    }

    /** A key that signs tokens, made on first use. */
    public Path signingKey(String name) {
        Path key = directory.resolve(name + ".key");
        if (!Files.exists(key)) {
            SecretFiles.write(key, Pem.of(CertificateAuthority.newKeys().getPrivate()));
        }
        return key;
    }

    /** What stands in one of the files. */
    public static String text(Path pem) {
        try {
            return Files.readString(pem);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + pem, e);
        }
    }

    /** A role's key in the form of SEC 1, whose first line says that it is one of elliptic curves. */
    public static String namedKey(Credentials credentials) {
        return Pem.namedKey(Pem.identity(text(credentials.certificate()), text(credentials.key()))
                .keys());
    }

    private boolean isUsable(Path certificate, Path key, List<String> hosts) {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return false;
        }
        try {
            var x509 = Pem.identity(Files.readString(certificate), Files.readString(key))
                    .certificate();
            return authority().isIssuerOf(x509)
                    && x509.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE))
                    && names(x509).containsAll(hosts);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + certificate, e);
        } catch (java.security.GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> names(java.security.cert.X509Certificate certificate)
            throws java.security.cert.CertificateParsingException {
        List<String> names = new ArrayList<>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            alternatives.forEach(entry -> names.add(String.valueOf(entry.get(1))));
        }
        return names;
    }

    private CertificateAuthority authority() {
        CertificateAuthority known = authority;
        if (known != null) {
            return known;
        }
        Path certificate = directory.resolve("ca.crt");
        Path key = directory.resolve("ca.key");
        try {
            if (Files.exists(certificate) && Files.exists(key)) {
                known = new CertificateAuthority(
                        Pem.identity(Files.readString(certificate), Files.readString(key)), now);
            } else {
                known = CertificateAuthority.create("gyre-ca", now);
                SecretFiles.write(key, Pem.of(known.self().keys().getPrivate()));
                SecretFiles.write(certificate, Pem.of(known.self().certificate()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + certificate, e);
        }
        authority = known;
        return known;
    }
}
