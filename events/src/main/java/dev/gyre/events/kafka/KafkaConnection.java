package dev.gyre.events.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a Kafka: addresses, security, and a prefix for every topic and group name. Written and read as
 * librdkafka-style properties, so that the file which {@code kcat -F} takes serves Gyre too; a property that the Java client
 * knows by its own name is passed on as it is.
 *
 * @param clientProperties for the Java client, by its names
 * @param member the lasting name of this process in the groups that it joins: who comes back under it is not waited for to be
 *     missed. Empty where it has none
 */
public record KafkaConnection(Map<String, String> clientProperties, String topicPrefix, String member) {

    public KafkaConnection {
        clientProperties = Map.copyOf(clientProperties);
        if (!clientProperties.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("the Kafka configuration names no bootstrap.servers");
        }
    }

    /** Without encryption: for tests. */
    public static KafkaConnection plain(String bootstrapServers) {
        return new KafkaConnection(Map.of("bootstrap.servers", bootstrapServers), "", "");
    }

    /** Mutual TLS with PEM files; the key in PKCS#8. */
    public static KafkaConnection mutualTls(String bootstrapServers, PemFiles pem) {
        Map<String, String> properties = new HashMap<>(pem.clientProperties());
        properties.put("bootstrap.servers", bootstrapServers);
        return new KafkaConnection(properties, "", "");
    }

    public KafkaConnection withTopicPrefix(String prefix) {
        return new KafkaConnection(clientProperties, prefix, member);
    }

    public KafkaConnection withMember(String name) {
        return new KafkaConnection(clientProperties, topicPrefix, name);
    }

    /** Reads a librdkafka-style properties file. */
    public static KafkaConnection fromFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no Kafka configuration " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read the Kafka configuration " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> given = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(n -> given.put(n, properties.getProperty(n).trim()));
        try {
            return new KafkaConnection(LibrdkafkaNames.toJavaClient(given), "", "");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** The same, as a file that {@code kcat -F} and {@link #fromFile} read. */
    public static String librdkafkaFile(String bootstrapServers, @Nullable PemFiles pem) {
        StringBuilder text = new StringBuilder("bootstrap.servers=" + bootstrapServers + "\n");
        if (pem != null) {
            text.append("security.protocol=ssl\n");
            text.append("ssl.ca.location=").append(pem.ca()).append('\n');
            text.append("ssl.certificate.location=").append(pem.certificate()).append('\n');
            text.append("ssl.key.location=").append(pem.key()).append('\n');
        }
        return text.toString();
    }
}
