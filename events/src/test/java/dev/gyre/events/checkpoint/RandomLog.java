package dev.gyre.events.checkpoint;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What relays write, one after another: changes of a few objects, repeats and other void records, and now and then a gap. */
final class RandomLog {

    static final Topics TOPICS = new Topics(3, 2, 2, 2);
    static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    /** What a Secret holds and must not be found anywhere. */
    static final String WORD = "c2VzYW1l";

    static final List<String> NAMES = List.of(
            "configmaps/shop/a",
            "configmaps/shop/b",
            "configmaps/stock/a",
            "pods/stock/b",
            "secrets/shop/word",
            "events/shop/e",
            "events/stock/f",
            "nodes/one",
            "namespaces/shop");

    /** By how much the clocks of those who append are ahead of those who change, and how late they are. */
    private long appendedSeconds;

    final InMemoryEventLog log = new InMemoryEventLog(() -> time().plusSeconds(appendedSeconds));
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "test");
    private final Random random;
    private final Random clocks;
    private final Map<Partition, Mark> marks = new HashMap<>();
    private final TreeMap<ResourceKey, Resource> present = new TreeMap<>();
    private final Set<Long> changed = new TreeSet<>();
    private long revision;
    private long term = 1;

    RandomLog(Random random) {
        this(random, new Random(1));
    }

    RandomLog(Random random, Random clocks) {
        this.random = random;
        this.clocks = clocks;
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
    }

    /** The revisions of all changes. */
    List<Long> revisions() {
        return List.copyOf(changed);
    }

    /** Goes on by some steps, and says so in the progress. */
    void goOn(int steps) {
        for (int i = 0; i < steps; i++) {
            appendedSeconds = clocks.nextInt(50) == 0 ? clocks.nextInt(401) - 200 : appendedSeconds;
            int what = random.nextInt(40);
            if (what == 0) {
                gap();
            } else if (what <= 2) {
                nextTerm();
            } else {
                change(ResourceKey.parse(NAMES.get(random.nextInt(NAMES.size()))));
            }
        }
        progress();
    }

    private void change(ResourceKey key) {
        long previous = revision;
        revision += 1 + random.nextInt(2);
        Resource before = present.get(key);
        Type type = before == null ? Type.ADDED : random.nextInt(3) == 0 ? Type.DELETED : Type.MODIFIED;
        Resource after = before != null && type == Type.DELETED ? before : object(key);
        Partition partition = TOPICS.changesPartition(key);
        Entry entry = writer.change(
                partition,
                stamp(partition, new Position(revision, 0)),
                previous,
                new ResourceEvent(type, after, new Provenance("ann", "request-" + revision, "", time())));
        long offset = append(entry);
        for (int repeats = random.nextInt(12); repeats > 9; repeats--) {
            append(entry);
        }
        if (type == Type.DELETED) {
            present.remove(key);
        } else {
            present.put(key, after);
        }
        changed.add(revision);
        marks.put(partition, new Mark(new Position(revision, 0), offset, term));
    }

    private Resource object(ResourceKey key) {
        var json = Json.object();
        json.putObject("metadata").put("name", key.name()).put("uid", "uid-" + key.name());
        json.putObject("data").put("at", WORD + revision);
        return Resource.of(key, revision, json);
    }

    /** Another relay takes over; the one before may still send something. */
    private void nextTerm() {
        long deposed = term++;
        for (Partition partition : TOPICS.changes()) {
            append(writer.termBegan(partition, stamp(partition, new Position(revision, 0))));
        }
        Partition partition =
                TOPICS.changes().get(random.nextInt(TOPICS.changes().size()));
        Stamp stale = new Stamp(1, deposed, new Position(revision + 1, 0), last(partition), time());
        ResourceKey key = present.isEmpty() ? ResourceKey.parse(NAMES.getFirst()) : present.firstKey();
        append(writer.change(
                partition,
                stale,
                revision,
                new ResourceEvent(Type.ADDED, object(key), new Provenance("", "", "", time()))));
    }

    /** History is lost: some objects are gone meanwhile, the others are found. */
    private void gap() {
        long from = revision + 1;
        revision += 5;
        present.keySet().removeIf(key -> random.nextInt(3) == 0);
        for (Partition partition : TOPICS.changes()) {
            Position at = new Position(revision, 0);
            append(writer.gap(partition, stamp(partition, at), from, revision));
            marks.put(partition, new Mark(at, 0, term));
            for (Map.Entry<ResourceKey, Resource> found : present.entrySet()) {
                if (TOPICS.changesPartition(found.getKey()).equals(partition)) {
                    at = new Position(revision, at.index() + 1);
                    long offset = append(writer.state(
                            partition, stamp(partition, at), found.getValue(), new Provenance("", "", "", time())));
                    marks.put(partition, new Mark(at, offset, term));
                }
            }
        }
        changed.add(revision);
    }

    private void progress() {
        append(writer.progress(new Progress("test", 1, 3, term, revision, 0, 0, time(), marks)));
    }

    private Position last(Partition partition) {
        Mark mark = marks.get(partition);
        return mark == null ? Position.START : mark.position();
    }

    private Stamp stamp(Partition partition, Position position) {
        return new Stamp(1, term, position, last(partition), time());
    }

    private Instant time() {
        return START.plusSeconds(revision);
    }

    long append(Entry entry) {
        return log.append(entry).toCompletableFuture().join();
    }

    /** The same log without any checkpoint. */
    InMemoryEventLog withoutCheckpoints() {
        InMemoryEventLog copy = new InMemoryEventLog();
        copy.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
        List<Partition> partitions = new ArrayList<>(TOPICS.changes());
        partitions.add(Topics.PROGRESS_PARTITION);
        for (Partition partition : partitions) {
            log.contents(partition)
                    .forEach(stored ->
                            copy.append(stored.entry()).toCompletableFuture().join());
        }
        return copy;
    }
}
