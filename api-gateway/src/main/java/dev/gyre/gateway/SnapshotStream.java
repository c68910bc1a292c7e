package dev.gyre.gateway;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every published object of one snapshot, one JSON document a line; the last line is {@code {"revision":...}}, so that a
 * stream that was cut off is not taken for a small cluster. Of sealed kinds only the metadata is given. The writer waits
 * while the reader is slow, so it wants a thread of its own: what is not sent yet stays in the immutable snapshot.
 */
final class SnapshotStream implements ApiResponse.Source {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MAX_PENDING_BYTES = 1024 * 1024;
    private static final long PAUSE_NANOS = 500_000;

    private final Snapshot snapshot;
    private final KindSet kinds;
    private final Executor writer;
    private volatile boolean isClosed;

    SnapshotStream(Snapshot snapshot, KindSet kinds, Executor writer) {
        this.snapshot = snapshot;
        this.kinds = kinds;
        this.writer = writer;
    }

    @Override
    public AutoCloseable start(ApiResponse.Sink sink) {
        writer.execute(() -> write(sink));
        return () -> isClosed = true;
    }

    private void write(ApiResponse.Sink sink) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES);
        for (ResourceKind kind : kinds.all()) {
            if (kind.isPublished()) {
                for (StoredObject object : snapshot.list(kind.group(), kind.plural(), "", null)) {
                    line(chunk, document(kind, object));
                    if (chunk.size() >= CHUNK_BYTES && !send(sink, chunk)) {
                        return;
                    }
                }
            }
        }
        line(chunk, Json.object().put("revision", snapshot.revision()));
        if (send(sink, chunk)) {
            sink.end();
        }
    }

    private static ObjectNode document(ResourceKind kind, StoredObject object) {
        ObjectNode document;
        if (kind.isSealed()) {
            document = Json.object();
            for (String field : new String[] {"apiVersion", "kind", "metadata"}) {
                document.set(field, object.json().path(field));
            }
        } else {
            document = withSameFields(object.json());
        }
        ObjectNode metadata =
                object.json().path("metadata") instanceof ObjectNode own ? withSameFields(own) : Json.object();
        metadata.put("resourceVersion", Long.toString(object.modRevision()));
        document.set("metadata", metadata);
        return document;
    }

    /** A copy whose fields may be set; the values are shared and stay as they are. */
    private static ObjectNode withSameFields(ObjectNode node) {
        ObjectNode copy = Json.object();
        node.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
        return copy;
    }

    private static void line(ByteArrayOutputStream chunk, ObjectNode document) {
        chunk.writeBytes(Json.write(document));
        chunk.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    }

    private boolean send(ApiResponse.Sink sink, ByteArrayOutputStream chunk) {
        while (!isClosed && sink.pendingBytes() > MAX_PENDING_BYTES) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (isClosed) {
            return false;
        }
        sink.write(chunk.toByteArray());
        chunk.reset();
        return true;
    }
}
