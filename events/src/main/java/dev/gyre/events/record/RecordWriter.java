package dev.gyre.events.record;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the relay's records. An event's id follows from what it tells, not from who relays it, so that a record appended
 * twice has one id; the source is the cluster. What a sealed kind may show is decided here, by {@link PublishedContent}.
 */
public final class RecordWriter {

    private final ResourceKinds kinds;
    private final String source;

    public RecordWriter(ResourceKinds kinds, String clusterId) {
        this.kinds = kinds;
        this.source = "/gyre/" + clusterId;
    }

    /** {@code afterRevision} is one after which nothing was published before this change, in no partition. */
    public Entry change(Partition partition, Stamp stamp, long afterRevision, ResourceEvent event) {
        ResourceKey key = event.key();
        Headers headers = stamped(id(stamp, ""), RecordTypes.change(key.plural(), event.type()), stamp)
                .with(Headers.SUBJECT, key.toString())
                .with(Headers.AFTER_REVISION, Long.toString(afterRevision));
        return new Entry(
                partition, key.toString(), origin(headers, event.provenance()).map(), content(event.resource()));
    }

    /** An object as it stood at the end of a gap. */
    public Entry state(Partition partition, Stamp stamp, Resource object, Provenance provenance) {
        ResourceKey key = object.key();
        Headers headers = stamped(id(stamp, "-" + partition), RecordTypes.state(key.plural()), stamp)
                .with(Headers.SUBJECT, key.toString())
                .with(Headers.OBJECT_REVISION, Long.toString(object.revision()));
        return new Entry(partition, key.toString(), origin(headers, provenance).map(), content(object));
    }

    /** The same record, following another one. */
    public static Entry relinked(Entry entry, Position previous) {
        Map<String, String> headers = new HashMap<>(entry.headers());
        headers.put(Headers.PREVIOUS_REVISION, Long.toString(previous.revision()));
        headers.remove(Headers.PREVIOUS_INDEX);
        if (previous.index() != 0) {
            headers.put(Headers.PREVIOUS_INDEX, Integer.toString(previous.index()));
        }
        return new Entry(entry.partition(), entry.key(), Map.copyOf(headers), entry.value());
    }

    public Entry reference(Partition partition, Stamp stamp, PodReference reference) {
        ObjectNode value = Json.object()
                .put("nodeName", reference.nodeName())
                .put("pod", reference.pod().toString())
                .put("uid", reference.uid())
                .put("revision", reference.revision())
                .put("isGone", reference.isGone());
        Headers headers = stamped(id(stamp, "-" + partition), RecordTypes.REFERENCE, stamp)
                .with(Headers.SUBJECT, reference.pod().toString())
                .with(Headers.CAUSE, reference.cause())
                .with(Headers.TRACEPARENT, reference.traceparent());
        return new Entry(partition, reference.nodeName(), headers.map(), Json.write(value));
    }

    /** The first record of a term in a partition. */
    public Entry termBegan(Partition partition, Stamp stamp) {
        String id = stamp.generation() + "-term-" + stamp.term() + "-" + partition;
        return new Entry(partition, "term", stamped(id, RecordTypes.TERM, stamp).map(), Json.write(Json.object()));
    }

    public Entry gap(Partition partition, Stamp stamp, long fromRevision, long toRevision) {
        ObjectNode value = Json.object().put("fromRevision", fromRevision).put("toRevision", toRevision);
        Headers headers = stamped(id(stamp, "-gap-" + partition), RecordTypes.GAP, stamp);
        return new Entry(partition, "gap", headers.map(), Json.write(value));
    }

    public Entry progress(Progress progress) {
        String id = progress.generation() + "-progress-" + progress.term() + "-" + progress.revision();
        Headers headers = Headers.of(id, RecordTypes.PROGRESS, source, progress.time())
                .with(Headers.GENERATION, Long.toString(progress.generation()))
                .with(Headers.TERM, Long.toString(progress.term()))
                .with(Headers.REVISION, Long.toString(progress.revision()));
        return new Entry(Topics.PROGRESS_PARTITION, "progress", headers.map(), ProgressJson.write(progress));
    }

    private Headers stamped(String id, String type, Stamp stamp) {
        return Headers.of(id, type, source, stamp.time()).with(stamp);
    }

    private static Headers origin(Headers headers, Provenance provenance) {
        return headers.with(Headers.CAUSE, provenance.cause())
                .with(Headers.ACTOR, provenance.actor())
                .with(Headers.TRACEPARENT, provenance.traceparent());
    }

    private static String id(Stamp stamp, String suffix) {
        return stamp.generation() + "-" + stamp.position() + suffix;
    }

    private byte[] content(Resource resource) {
        return Json.write(PublishedContent.of(kinds.isSealed(resource.key()), resource.json()));
    }
}
