package dev.gyre.events.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Translates librdkafka's names, where they differ, into those of the Java client. A name that neither knows is refused
 * rather than ignored: a security setting that silently does nothing is worse than an error.
 */
final class LibrdkafkaNames {

    private LibrdkafkaNames() {}

    static Map<String, String> toJavaClient(Map<String, String> given) {
        Map<String, String> java = new HashMap<>();
        Set<String> unknown = new TreeSet<>();
        given.forEach((name, value) -> {
            switch (name) {
                case "metadata.broker.list" -> java.put("bootstrap.servers", value);
                case "security.protocol" -> java.put(name, value.toUpperCase(Locale.ROOT));
                case "ssl.ca.location" -> {
                    java.put("ssl.truststore.type", "PEM");
                    java.put("ssl.truststore.certificates", read(name, value));
                }
                case "ssl.ca.pem" -> {
                    java.put("ssl.truststore.type", "PEM");
                    java.put("ssl.truststore.certificates", value);
                }
                case "ssl.certificate.location" -> {
                    java.put("ssl.keystore.type", "PEM");
                    java.put("ssl.keystore.certificate.chain", read(name, value));
                }
                case "ssl.certificate.pem" -> {
                    java.put("ssl.keystore.type", "PEM");
                    java.put("ssl.keystore.certificate.chain", value);
                }
                case "ssl.key.location" -> java.put("ssl.keystore.key", read(name, value));
                case "ssl.key.pem" -> java.put("ssl.keystore.key", value);
                case "ssl.endpoint.identification.algorithm" -> java.put(name, value.equals("none") ? "" : value);
                case "sasl.mechanism", "sasl.mechanisms" -> java.put("sasl.mechanism", value);
                case "sasl.username", "sasl.password" -> java.put("sasl.jaas.config", jaas(given));
                default -> {
                    if (isKnownToJava(name)) {
                        java.put(name, value);
                    } else {
                        unknown.add(name);
                    }
                }
            }
        });
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown properties " + unknown);
        }
        return java;
    }

    private static boolean isKnownToJava(String name) {
        return AdminClientConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name)
                || ConsumerConfig.configNames().contains(name);
    }

    private static String jaas(Map<String, String> given) {
        String module = given.getOrDefault("sasl.mechanisms", given.getOrDefault("sasl.mechanism", "PLAIN"))
                        .startsWith("SCRAM")
                ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                : "org.apache.kafka.common.security.plain.PlainLoginModule";
        return module + " required username=\"" + quoted(given.getOrDefault("sasl.username", "")) + "\" password=\""
                + quoted(given.getOrDefault("sasl.password", "")) + "\";";
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String read(String property, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(property + " cannot be read: " + file + " (" + e.getMessage() + ")", e);
        }
    }
}
