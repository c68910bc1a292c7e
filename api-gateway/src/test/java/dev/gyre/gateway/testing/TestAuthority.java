package dev.gyre.gateway.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority for tests, and what it issues. */
public final class TestAuthority {

    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        public Path writeCertificate(Path file) {
            return write(file, certificate);
        }

        public Path writeKey(Path file) {
            try {
                return write(file, new JcaPKCS8Generator(key, null).generate());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    public TestAuthority(String name) {
        this.certificate = sign(name, keys, true, List.of(), ChronoUnit.DAYS, 1);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public Path writeCertificate(Path file) {
        return write(file, certificate);
    }

    /** For servers on this machine and clients alike. */
    public Issued issue(String commonName, String... organizations) {
        KeyPair own = newKeys();
        return new Issued(
                sign(commonName, own, false, List.of("localhost"), ChronoUnit.HOURS, 1, organizations),
                own.getPrivate());
    }

    /** For a server of these names, and of none by which this machine is known. */
    public Issued issueFor(String... names) {
        KeyPair own = newKeys();
        return new Issued(sign(names[0], own, false, List.of(names), ChronoUnit.HOURS, 1), own.getPrivate());
    }

    /** The authority's certificate as {@code caBundle} has it. */
    public String caBundle() {
        return Base64.getEncoder().encodeToString(pem(certificate).getBytes(StandardCharsets.UTF_8));
    }

    public Issued issueExpired(String commonName) {
        KeyPair own = newKeys();
        return new Issued(sign(commonName, own, false, List.of("localhost"), ChronoUnit.MINUTES, -1), own.getPrivate());
    }

    /** Trusts servers of this authority, and shows the client's certificate where one is given. */
    public SSLContext clientContext(@Nullable Issued client) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyManager[] keyManagers = null;
            if (client != null) {
                KeyStore own = KeyStore.getInstance("PKCS12");
                own.load(null, null);
                own.setKeyEntry("client", client.key(), new char[0], new X509Certificate[] {client.certificate()});
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(own, new char[0]);
                keyManagers = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate sign(
            String name,
            KeyPair own,
            boolean isAuthority,
            List<String> hosts,
            ChronoUnit unit,
            int validFor,
            String... organizations) {
        try {
            X500NameBuilder subject = new X500NameBuilder();
            for (String organization : organizations) {
                subject.addRDN(BCStyle.O, organization);
            }
            subject.addRDN(BCStyle.CN, name);
            Instant now = Instant.now();
            var issuer = isAuthority
                    ? subject.build()
                    : new org.bouncycastle.cert.jcajce.JcaX509CertificateHolder(certificate).getSubject();
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(120, new SecureRandom()),
                    Date.from(now.minus(1, ChronoUnit.HOURS)),
                    Date.from(now.plus(validFor, unit)),
                    subject.build(),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!isAuthority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
                }));
                List<GeneralName> names = new ArrayList<>();
                hosts.forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
                if (hosts.contains("localhost")) {
                    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
                }
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private static Path write(Path file, Object object) {
        try {
            return Files.writeString(file, pem(object));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
