package dev.gyre.events.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An identity for mutual TLS: who is trusted, who one is, and the proof of it (PKCS#8, as Java wants it). */
public record PemFiles(Path ca, Path certificate, Path key) {

    /** As the Java client and the broker understand it: contents, because Kafka wants chain and key in one file otherwise. */
    Map<String, String> clientProperties() {
        return Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                read(ca),
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.certificate.chain",
                read(certificate),
                "ssl.keystore.key",
                read(key));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the PEM file " + file + ": " + e.getMessage(), e);
        }
    }
}
