package dev.gyre.cli.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates of one cluster. Keys are P-256; leaves live a year, the authority ten. */
final class CertificateAuthority {

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /** A certificate with its private key. */
    record Identity(X509Certificate certificate, KeyPair keys) {}

    private final Identity self;
    private final Instant now;

    CertificateAuthority(Identity self, Instant now) {
        this.self = self;
        this.now = now;
    }

    static CertificateAuthority create(String commonName, Instant now) {
        KeyPair keys = newKeys();
        X500Name name = distinguishedName(commonName, List.of());
        var builder = builder(name, name, keys, now, AUTHORITY_LIFE);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new CertificateAuthority(new Identity(sign(builder, keys), keys), now);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("cannot make a certificate authority", e);
        }
    }

    Identity self() {
        return self;
    }

    /**
     * Whether a certificate names this authority's key as the one it is signed with (RFC 5280, 4.2.1.1). That it is, whoever is
     * shown it verifies; a process has dozens of them, and at a start nothing takes as long as their signatures.
     */
    boolean isIssuerOf(X509Certificate certificate) {
        byte[] named = certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId());
        byte[] own = self.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return named != null
                && own != null
                && Arrays.equals(
                        AuthorityKeyIdentifier.getInstance(octets(named)).getKeyIdentifierOctets(),
                        SubjectKeyIdentifier.getInstance(octets(own)).getKeyIdentifier());
    }

    private static byte[] octets(byte[] extension) {
        return ASN1OctetString.getInstance(extension).getOctets();
    }

    /** A certificate for both ends of TLS: {@code commonName} is the user, each organization a group. */
    Identity issue(String commonName, List<String> organizations, List<String> hostsAndAddresses) {
        KeyPair keys = newKeys();
        X500Name issuer = X500Name.getInstance(
                self.certificate().getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, distinguishedName(commonName, organizations), keys, now, LEAF_LIFE);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
            }));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(self.certificate()));
            if (!hostsAndAddresses.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(hostsAndAddresses.stream()
                                .map(CertificateAuthority::generalName)
                                .toArray(GeneralName[]::new)));
            }
            return new Identity(sign(builder, self.keys()), keys);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot issue a certificate for " + commonName, e);
        }
    }

    private static GeneralName generalName(String hostOrAddress) {
        boolean isAddress = hostOrAddress.matches("[0-9.]+") || hostOrAddress.contains(":");
        return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, hostOrAddress);
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, new SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException {
        try {
            var holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name distinguishedName(String commonName, List<String> organizations) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(o -> name.addRDN(BCStyle.O, o));
        return name.addRDN(BCStyle.CN, commonName).build();
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }
}
