package dev.gyre.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The API over HTTPS for a caller who has nothing but the JDK, the authority's certificate and a token. */
public record Api(HttpClient client, URI server, String token) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The administrator of the cluster in this data directory, at a gateway on this port. */
    public static Api of(Path data, int port) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (var pem = Files.newInputStream(data.resolve("pki/ca.crt"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return new Api(
                HttpClient.newBuilder()
                        .sslContext(tls)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build(),
                URI.create("https://127.0.0.1:" + port),
                Files.readString(data.resolve("admin.token")).strip());
    }

    public HttpResponse<String> get(String path) throws IOException {
        return send("GET", path, "");
    }

    /** A write; a {@code PATCH} is a strategic merge. */
    public HttpResponse<String> send(String method, String path, String json) throws IOException {
        String type = method.equals("PATCH") ? "application/strategic-merge-patch+json" : "application/json";
        try {
            return client.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .timeout(TIMEOUT)
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", type)
                            .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
