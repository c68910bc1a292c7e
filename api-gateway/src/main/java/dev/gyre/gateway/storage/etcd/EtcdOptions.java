package dev.gyre.gateway.storage.etcd;

import dev.gyre.gateway.storage.ResourceStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where etcd is and how much may be asked of it.
 *
 * @param endpoints {@code host:port}, with or without {@code http://} or {@code https://} before it
 * @param tls null for plain text
 * @param maxInFlightWrites further ones are refused
 * @param maxObjectBytes the largest value; larger ones are refused, since the log could not carry them
 * @param requestTimeout after which the outcome of a write is unknown
 */
public record EtcdOptions(
        List<String> endpoints, @Nullable Tls tls, int maxInFlightWrites, int maxObjectBytes, Duration requestTimeout) {

    /** PEM files: whom to trust, and who we are (null for a server that asks for no client certificate). */
    public record Tls(
            Path ca, @Nullable Path certificate, @Nullable Path key) {}

    public EtcdOptions {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("at least one etcd endpoint is needed");
        }
    }

    public static EtcdOptions of(List<String> endpoints, @Nullable Tls tls) {
        return new EtcdOptions(endpoints, tls, 1024, ResourceStore.DEFAULT_MAX_OBJECT_BYTES, Duration.ofSeconds(5));
    }

    public static EtcdOptions plain(String... endpoints) {
        return of(List.of(endpoints), null);
    }
}
