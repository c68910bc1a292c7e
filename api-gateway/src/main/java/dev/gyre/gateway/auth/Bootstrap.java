package dev.gyre.gateway.auth;

import dev.gyre.gateway.flowcontrol.FlowControlObjects;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the objects of {@link BootstrapPolicy} and {@link FlowControlObjects} about, once each time a gateway starts. It writes to the store itself: there
 * is nobody yet who would be allowed to ask. Of several gateways that start together the first wins each write, and a lost
 * one is no failure, since the winner wrote the same.
 */
public final class Bootstrap {

    static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";
    private static final String ACTOR = "system:apiserver";
    private static final String CAUSE = "bootstrap";

    private final ResourceStore store;
    private final InstantSource clock;

    public Bootstrap(ResourceStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Completes with the revision from which on everything is there. */
    public CompletionStage<Long> run(Snapshot snapshot) {
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        Map<ResourceKey, ObjectNode> all = new LinkedHashMap<>(BootstrapPolicy.read());
        all.putAll(FlowControlObjects.all());
        for (Map.Entry<ResourceKey, ObjectNode> wanted : all.entrySet()) {
            Write.Put write = writeFor(wanted.getKey(), wanted.getValue(), snapshot.get(wanted.getKey()));
            if (write != null) {
                writes.add(store.write(write).thenApply(Bootstrap::revision).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        writes.stream().mapToLong(CompletableFuture::join).max().orElse(snapshot.revision()));
    }

    private static long revision(WriteResult result) {
        return switch (result) {
            case WriteResult.Committed committed -> committed.revision();
            case WriteResult.Conflict conflict -> conflict.revision();
            case WriteResult.GuardFailed failed -> failed.revision();
            case WriteResult.SerialMoved moved -> moved.revision();
        };
    }

    private Write.@Nullable Put writeFor(ResourceKey key, ObjectNode wanted, @Nullable StoredObject current) {
        if (current == null) {
            ObjectNode created = wanted.deepCopy();
            ObjectNode metadata = (ObjectNode) created.path("metadata");
            metadata.put("uid", UUID.randomUUID().toString());
            metadata.put(
                    "creationTimestamp",
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
            return new Write.Put(key, 0, created, provenance(), List.of());
        }
        ObjectNode merged = FlowControlObjects.all().containsKey(key)
                ? FlowControlObjects.restored(current.json(), wanted)
                : withMissing(current.json(), wanted);
        return merged == null ? null : new Write.Put(key, current.modRevision(), merged, provenance(), List.of());
    }

    /** The object with the rules and subjects that it lacks; null where it lacks none or wants to be left alone. */
    private static @Nullable ObjectNode withMissing(ObjectNode current, ObjectNode wanted) {
        String autoupdate =
                current.path("metadata").path("annotations").path(AUTOUPDATE).asString("");
        if (!autoupdate.equals("true")) {
            return null;
        }
        ObjectNode merged = null;
        for (String field : List.of("rules", "subjects")) {
            for (JsonNode item : wanted.path(field)) {
                if (!contains((merged == null ? current : merged).path(field), item)) {
                    merged = merged == null ? current.deepCopy() : merged;
                    ArrayNode items = merged.path(field) instanceof ArrayNode there ? there : merged.putArray(field);
                    items.add(item.deepCopy());
                }
            }
        }
        return withAggregation(current, wanted, merged);
    }

    /** What says of which roles a role is made; its rules follow from that, whatever they were. */
    private static @Nullable ObjectNode withAggregation(
            ObjectNode current, ObjectNode wanted, @Nullable ObjectNode merged) {
        ObjectNode next = merged == null ? current.deepCopy() : merged;
        boolean isChanged = false;
        ObjectNode labels = next.withObjectProperty("metadata").withObjectProperty("labels");
        for (var label : wanted.path("metadata").path("labels").properties()) {
            isChanged |= !label.getValue().equals(labels.replace(label.getKey(), label.getValue()));
        }
        if (wanted.has("aggregationRule") && !next.has("aggregationRule")) {
            next.set("aggregationRule", wanted.get("aggregationRule").deepCopy());
            isChanged = true;
        }
        return isChanged ? next : merged;
    }

    private static boolean contains(JsonNode array, JsonNode item) {
        for (JsonNode each : array) {
            if (each.equals(item)) {
                return true;
            }
        }
        return false;
    }

    private Provenance provenance() {
        return new Provenance(ACTOR, CAUSE, "", clock.instant());
    }
}
