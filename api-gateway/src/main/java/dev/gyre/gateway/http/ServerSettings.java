package dev.gyre.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where the server listens and what it shows of itself.
 *
 * @param port 0 for any free one
 * @param certificate PEM, the server's chain
 * @param key PEM, PKCS#8
 * @param clientAuthorities whose client certificates are worth presenting
 * @param eventLoops how many threads serve connections
 */
public record ServerSettings(
        String host, int port, Path certificate, Path key, List<X509Certificate> clientAuthorities, int eventLoops) {

    public static final int MAX_BODY_BYTES = 3 * 1024 * 1024;

    /** The certificates of a PEM file. */
    public static List<X509Certificate> readCertificates(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }
}
