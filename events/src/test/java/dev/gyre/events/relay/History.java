package dev.gyre.events.relay;

import dev.gyre.events.EventLog;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A store's history in memory: revisions that a test commits, and readers that follow them on an executor. */
final class History implements CommittedRevisions {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final Executor executor;
    private final List<CommittedRevision> revisions = new ArrayList<>();
    private final TreeMap<ResourceKey, StoredResource> state = new TreeMap<>();
    private final List<Reader> readers = new ArrayList<>();
    private long compactRevision;

    History(Executor executor) {
        this.executor = executor;
    }

    synchronized long revision() {
        return revisions.size();
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return CompletableFuture.completedStage(revision());
    }

    synchronized List<CommittedRevision> all() {
        return List.copyOf(revisions);
    }

    synchronized void compact(long revision) {
        compactRevision = revision;
    }

    synchronized void count() {
        add(new CommittedRevision(revisions.size() + 1, null));
    }

    synchronized void commit(ResourceEvent.Type type, ResourceKey key, String nodeName, long secondsAfterStart) {
        long revision = revisions.size() + 1;
        ObjectNode json = Json.object();
        json.put("kind", "Thing").putObject("metadata").put("name", key.name()).put("uid", "uid-" + key.name());
        json.putObject("spec").put("nodeName", nodeName);
        Provenance provenance =
                new Provenance("somebody", "request-" + revision, "", START.plusSeconds(secondsAfterStart));
        Resource resource = Resource.of(key, revision, json);
        if (type == ResourceEvent.Type.DELETED) {
            state.remove(key);
        } else {
            state.put(key, new StoredResource(resource, provenance));
        }
        add(new CommittedRevision(revision, new ResourceEvent(type, resource, provenance)));
    }

    /** A change, of one of a few objects, or now and then one that is only counted; clocks of gateways differ a little. */
    synchronized void commitAnything(RandomGenerator random) {
        long time = revisions.size() + random.nextInt(-3, 4);
        switch (random.nextInt(6)) {
            case 0 -> count();
            case 1 -> change(ResourceKey.clusterScoped("", "nodes", "node-" + random.nextInt(3)), "", time);
            case 2 -> change(key("events", random), "", time);
            case 3 -> change(key("configmaps", random), "", time);
            default -> change(key("pods", random), random.nextBoolean() ? "node-" + random.nextInt(4) : "", time);
        }
    }

    private static ResourceKey key(String plural, RandomGenerator random) {
        return ResourceKey.namespaced("", plural, "ns-" + random.nextInt(5), "thing-" + random.nextInt(4));
    }

    private void change(ResourceKey key, String nodeName, long time) {
        ResourceEvent.Type type = !state.containsKey(key)
                ? ResourceEvent.Type.ADDED
                : revisions.size() % 3 == 0 ? ResourceEvent.Type.DELETED : ResourceEvent.Type.MODIFIED;
        commit(type, key, nodeName, time);
    }

    private void add(CommittedRevision revision) {
        revisions.add(revision);
        List.copyOf(readers).forEach(Reader::wake);
    }

    @Override
    public synchronized EventLog.Subscription follow(
            long fromRevision,
            Function<List<CommittedRevision>, CompletionStage<Void>> handler,
            EventLog.FailureHandler failed) {
        if (fromRevision <= compactRevision) {
            long compacted = compactRevision;
            executor.execute(() -> failed.failed(new CompactedException(compacted)));
            return () -> {};
        }
        Reader reader = new Reader(fromRevision, handler);
        readers.add(reader);
        reader.wake();
        return reader;
    }

    @Override
    public synchronized CompletionStage<State> load() {
        return CompletableFuture.completedFuture(new State(revisions.size(), List.copyOf(state.values())));
    }

    synchronized Map<ResourceKey, StoredResource> state() {
        return Map.copyOf(state);
    }

    private final class Reader implements EventLog.Subscription {
        private final Function<List<CommittedRevision>, CompletionStage<Void>> handler;
        private long next;
        private boolean isBusy;

        Reader(long from, Function<List<CommittedRevision>, CompletionStage<Void>> handler) {
            this.next = from;
            this.handler = handler;
        }

        void wake() {
            if (!isBusy) {
                isBusy = true;
                executor.execute(this::step);
            }
        }

        private void step() {
            List<CommittedRevision> batch;
            synchronized (History.this) {
                int from = (int) Math.min(next - 1, revisions.size());
                batch = List.copyOf(revisions.subList(from, Math.min(from + 7, revisions.size())));
                next += batch.size();
                isBusy = !batch.isEmpty() && readers.contains(this);
                if (!isBusy) {
                    return;
                }
            }
            handler.apply(batch).thenRun(() -> executor.execute(this::step));
        }

        @Override
        public void close() {
            synchronized (History.this) {
                readers.remove(this);
            }
        }
    }
}
