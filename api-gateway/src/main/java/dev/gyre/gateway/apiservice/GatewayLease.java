package dev.gyre.gateway.apiservice;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.MicroTime;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway's sign of life: a Lease in kube-system, as upstream's API servers have one, that also says where the gateway is
 * reached. A gateway that comes back to the same address takes its Lease up again.
 */
record GatewayLease(ResourceKey key, String address, int port, Instant renewed, Duration duration, long revision) {

    private static final String NAMESPACE = "kube-system";
    private static final String IDENTITY = "apiserver.kubernetes.io/identity";
    private static final String ADDRESS = "gyre.dev/address";
    private static final String PORT = "gyre.dev/port";

    static ResourceKey keyOf(String address, int port) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((address + ":" + port).getBytes(StandardCharsets.UTF_8));
            String name = "apiserver-" + HexFormat.of().formatHex(hash, 0, 13);
            return ResourceKey.namespaced("coordination.k8s.io", "leases", NAMESPACE, name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The leases of all gateways, in the order of their names. */
    static List<GatewayLease> all(Snapshot snapshot) {
        List<GatewayLease> leases = new ArrayList<>();
        for (StoredObject object : snapshot.list("coordination.k8s.io", "leases", NAMESPACE, null)) {
            GatewayLease lease = read(object);
            if (lease != null) {
                leases.add(lease);
            }
        }
        return leases;
    }

    private static @Nullable GatewayLease read(StoredObject object) {
        JsonNode metadata = object.json().path("metadata");
        JsonNode spec = object.json().path("spec");
        if (metadata.path("labels").path(IDENTITY).isMissingNode()) {
            return null;
        }
        try {
            return new GatewayLease(
                    object.key(),
                    metadata.path("annotations").path(ADDRESS).asString(""),
                    Integer.parseInt(metadata.path("annotations").path(PORT).asString("0")),
                    Instant.parse(spec.path("renewTime").asString("")),
                    Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong(0)),
                    object.modRevision());
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    boolean isAlive(Instant now) {
        return port > 0 && !address.isEmpty() && now.isBefore(renewed.plus(duration));
    }

    static ObjectNode create(ResourceKey key, String address, int port, String holder, Duration duration, Instant now) {
        ObjectNode lease =
                Json.object().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        ObjectNode metadata =
                lease.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        metadata.putObject("labels").put(IDENTITY, "kube-apiserver");
        metadata.putObject("annotations").put(ADDRESS, address).put(PORT, Integer.toString(port));
        lease.putObject("spec")
                .put("holderIdentity", holder)
                .put("leaseDurationSeconds", (int) duration.toSeconds())
                .put("acquireTime", MicroTime.of(now))
                .put("renewTime", MicroTime.of(now));
        return lease;
    }

    static ObjectNode renew(ObjectNode lease, String holder, Duration duration, Instant now) {
        ObjectNode renewed = lease.deepCopy();
        renewed.withObjectProperty("spec")
                .put("holderIdentity", holder)
                .put("leaseDurationSeconds", (int) duration.toSeconds())
                .put("renewTime", MicroTime.of(now));
        return renewed;
    }
}
