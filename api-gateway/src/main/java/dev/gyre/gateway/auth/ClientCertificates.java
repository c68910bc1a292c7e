package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Client certificates: the common name is the user, each organization a group. The TLS layer takes any certificate (its
 * handshake proves the key), and the chain is judged here, so that a stranger's certificate is an unknown caller with a
 * 401 and not a broken connection. Verdicts are kept for a short while: a chain costs a signature check.
 */
public final class ClientCertificates implements Authenticator {

    private static final int MAX_VERDICTS = 4096;
    private static final Duration VERDICT_LIFETIME = Duration.ofMinutes(1);
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";

    private final Set<TrustAnchor> authorities;
    private final InstantSource clock;
    private final Map<List<X509Certificate>, Verdict> verdicts =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<List<X509Certificate>, Verdict> eldest) {
                    return size() > MAX_VERDICTS;
                }
            });

    private record Verdict(@Nullable UserInfo user, Instant until) {}

    public ClientCertificates(List<X509Certificate> authorities, InstantSource clock) {
        this.authorities =
                authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    @Override
    public @Nullable UserInfo authenticate(Credentials credentials) {
        List<X509Certificate> chain = credentials.certificates();
        if (chain.isEmpty() || authorities.isEmpty()) {
            return null;
        }
        Instant now = clock.instant();
        Verdict known = verdicts.get(chain);
        if (known == null || !now.isBefore(known.until())) {
            known = new Verdict(isTrusted(chain, now) ? userOf(chain.getFirst()) : null, expiry(chain, now));
            verdicts.put(chain, known);
        }
        return known.user();
    }

    private static Instant expiry(List<X509Certificate> chain, Instant now) {
        Instant until = now.plus(VERDICT_LIFETIME);
        Instant notAfter = chain.getFirst().getNotAfter().toInstant();
        return notAfter.isBefore(until) ? notAfter : until;
    }

    private boolean isTrusted(List<X509Certificate> chain, Instant now) {
        try {
            List<String> usages = chain.getFirst().getExtendedKeyUsage();
            if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
                return false;
            }
            // A chain may end with the authority itself, which is no part of the path below it.
            List<X509Certificate> path = new ArrayList<>(chain);
            path.removeIf(certificate ->
                    authorities.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert())));
            if (path.isEmpty()) {
                return false;
            }
            PKIXParameters parameters = new PKIXParameters(authorities);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static @Nullable UserInfo userOf(X509Certificate leaf) {
        List<String> groups = new ArrayList<>();
        String name = null;
        try {
            // Attributes of one RDN stand together ("O=a+O=b"), so each RDN is opened as a set.
            List<Rdn> rdns = new LdapName(leaf.getSubjectX500Principal().getName()).getRdns();
            for (Rdn rdn : rdns) {
                var attributes = rdn.toAttributes().getAll();
                while (attributes.hasMore()) {
                    Attribute attribute = attributes.next();
                    for (int i = 0; i < attribute.size(); i++) {
                        String value = String.valueOf(attribute.get(i));
                        if (attribute.getID().equalsIgnoreCase("CN")) {
                            name = value;
                        } else if (attribute.getID().equalsIgnoreCase("O")) {
                            groups.add(value);
                        }
                    }
                }
            }
        } catch (InvalidNameException e) {
            return null;
        } catch (NamingException e) {
            return null;
        }
        return name == null || name.isEmpty() ? null : Groups.authenticated(name, "", groups);
    }
}
