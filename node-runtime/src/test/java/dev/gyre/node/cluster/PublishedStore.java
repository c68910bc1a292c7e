package dev.gyre.node.cluster;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A store whose every change is at once a record on a log in memory, with the relay's progress behind it. */
final class PublishedStore implements ApiClient {

    static final Topics TOPICS = new Topics(2, 1, 1, 1);
    private static final Instant TIME = Instant.parse("2026-11-27T10:00:00Z");

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "c");
    private final Map<ResourceKey, Resource> objects = new TreeMap<>();
    private final Map<Partition, Progress.Mark> marks = new HashMap<>();
    private long revision;
    private int refusals;
    private ApiException refusal = new ApiException(new dev.gyre.schemas.Status(500, "", "", null));

    PublishedStore() {
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
    }

    InMemoryEventLog log() {
        return log;
    }

    synchronized void put(ResourceKey key, ObjectNode json) {
        revision++;
        ObjectNode stored = json.deepCopy();
        stored.putObject("metadata")
                .put("name", key.name())
                .put("namespace", key.namespace())
                .put("resourceVersion", Long.toString(revision));
        Resource resource = Resource.of(key, revision, stored);
        publish(new ResourceEvent(objects.put(key, resource) == null ? Type.ADDED : Type.MODIFIED, resource, by()));
    }

    synchronized void delete(ResourceKey key) {
        revision++;
        Resource gone = objects.remove(key);
        publish(new ResourceEvent(Type.DELETED, Resource.of(key, revision, gone.json()), by()));
    }

    /** What a relay says when the store's history was compacted away before it came. */
    synchronized void loseHistory() {
        revision++;
        for (Partition partition : TOPICS.changes()) {
            append(partition, stamp -> writer.gap(partition, stamp, revision, revision));
        }
        progress();
    }

    synchronized void refuseLists(int times, ApiException with) {
        refusals = times;
        refusal = with;
    }

    private Provenance by() {
        return new Provenance("somebody", "request-" + revision, "", TIME);
    }

    private void publish(ResourceEvent event) {
        Partition partition = TOPICS.changesPartition(event.key());
        append(partition, stamp -> writer.change(partition, stamp, revision - 1, event));
        progress();
    }

    private void append(Partition partition, java.util.function.Function<Stamp, dev.gyre.events.EventLog.Entry> entry) {
        Progress.Mark before = marks.get(partition);
        Position position = new Position(revision, 0);
        Position previous = before == null ? new Position(0, 0) : before.position();
        Stamp stamp = new Stamp(1, 1, position, previous, TIME);
        long offset = log.append(entry.apply(stamp)).toCompletableFuture().join();
        marks.put(partition, new Progress.Mark(position, offset, 1));
    }

    private void progress() {
        log.append(writer.progress(new Progress("c", 1, TOPICS.changesPartitions(), 1, revision, 0, 0, TIME, marks)))
                .toCompletableFuture()
                .join();
    }

    @Override
    public synchronized CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, @Nullable String labelSelector, @Nullable String fieldSelector) {
        if (refusals > 0) {
            refusals--;
            return CompletableFuture.failedFuture(refusal);
        }
        List<Resource> found = objects.values().stream()
                .filter(object -> object.key().groupResource().equals(kind.groupResource()))
                .toList();
        return CompletableFuture.completedFuture(new ResourceList(revision, found));
    }

    @Override
    public synchronized CompletionStage<Long> currentRevision() {
        return CompletableFuture.completedFuture(revision);
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        throw new UnsupportedOperationException("followers list");
    }

    @Override
    public CompletionStage<Outcome> execute(Command command, String cause) {
        throw new UnsupportedOperationException("followers do not write");
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        throw new UnsupportedOperationException("followers own no partition");
    }

    @Override
    public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
        throw new UnsupportedOperationException("nobody asks for tokens here");
    }

    @Override
    public CompletionStage<ResourceList> snapshot() {
        throw new UnsupportedOperationException("followers list");
    }
}
