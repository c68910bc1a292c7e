package dev.gyre.cli;

import dev.gyre.actors.certificate.CertificateSigner;
import dev.gyre.cli.pki.ClusterPki;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.PemFiles;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a data directory and means the same to every role: the cluster's id and certificates, and the addresses that
 * {@code up} left for others ({@code endpoints.env}).
 */
final class ClusterFiles {

    private static final String ENDPOINTS = "endpoints.env";
    private static final int CLUSTER_ID_BYTES = 8;

    private final DataDirectory data;
    private final ClusterPki pki;

    ClusterFiles(DataDirectory data, Instant now) {
        this.data = data;
        this.pki = new ClusterPki(data.resolve("pki"), now);
    }

    DataDirectory data() {
        return data;
    }

    ClusterPki pki() {
        return pki;
    }

    /** The certificate of the cluster's authority, PEM. */
    String authority() {
        return ClusterPki.text(pki.caCertificate());
    }

    /** Signs with the authority's key; null on a machine that has been given the certificate alone. */
    @Nullable
    CertificateSigner signer() {
        return pki.hasAuthorityKey() ? pki.signer() : null;
    }

    /** Names this cluster among others on the machine: on containers, networks, and in the log. */
    String clusterId() {
        return data.keptRandom("cluster.id", CLUSTER_ID_BYTES);
    }

    Path directory(String name) {
        return data.resolve(name);
    }

    /** A port that an earlier start used, so that addresses stay the same; 0 where there was none. */
    int rememberedPort(String endpoint) {
        String address = data.readEnv(ENDPOINTS).getOrDefault(endpoint, "");
        int colon = address.lastIndexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(address.substring(colon + 1));
    }

    void writeEndpoints(String gateway, String etcd, String kafka) {
        Map<String, String> endpoints = new LinkedHashMap<>();
        endpoints.put("GATEWAY", gateway);
        endpoints.put("ETCD", etcd);
        endpoints.put("KAFKA", kafka);
        data.writeEnv(ENDPOINTS, endpoints);
    }

    /** What clients of the API need: the administrator's kubeconfig, and the authority for others. */
    void writeKubeconfig(String gateway) {
        ClusterPki.Credentials admin = RoleIdentity.ADMIN.credentials(pki);
        data.write("kubeconfig", Kubeconfig.of(gateway, admin));
        data.write("ca.crt", ClusterPki.text(admin.ca()));
    }

    String endpoint(String name) {
        String value = data.readEnv(ENDPOINTS).get(name);
        if (value == null) {
            throw new CommandFailure("no " + name + " in " + data.resolve(ENDPOINTS));
        }
        return value;
    }

    static PemFiles kafkaPem(ClusterPki.Credentials credentials) {
        return new PemFiles(credentials.ca(), credentials.certificate(), credentials.key());
    }

    static EtcdOptions.Tls etcdTls(ClusterPki.Credentials credentials) {
        return new EtcdOptions.Tls(credentials.ca(), credentials.certificate(), credentials.key());
    }

    /** Where Kafka is: the user's own configuration, else the broker of this cluster under our own identity. */
    KafkaConnection kafka(LogOptions options, String bootstrap, RoleIdentity role) {
        Path config = options.config();
        try {
            KafkaConnection connection = config != null
                    ? KafkaConnection.fromFile(config)
                    : KafkaConnection.mutualTls(bootstrap, kafkaPem(role.credentials(pki)));
            return connection.withTopicPrefix(options.topicPrefix());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("this Kafka cannot be used: " + e.getMessage(), e);
        }
    }
}
