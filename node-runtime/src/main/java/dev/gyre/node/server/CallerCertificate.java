package dev.gyre.node.server;

import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Who calls, by a certificate that TLS has verified against the cluster's authority. */
final class CallerCertificate {
    /** The name under which an API server calls kubelets. */
    static final String GATEWAY = "kube-apiserver-kubelet-client";

    private CallerCertificate() {}

    static boolean isGateway(HttpConnection connection) {
        try {
            for (Certificate certificate : connection.peerCertificates()) {
                return certificate instanceof X509Certificate x509
                        && GATEWAY.equals(
                                commonName(x509.getSubjectX500Principal().getName()));
            }
        } catch (SSLPeerUnverifiedException | InvalidNameException e) {
            return false;
        }
        return false;
    }

    private static String commonName(String distinguishedName) throws InvalidNameException {
        for (Rdn part : new LdapName(distinguishedName).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                return String.valueOf(part.getValue());
            }
        }
        return "";
    }
}
