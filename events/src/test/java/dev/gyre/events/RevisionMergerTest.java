package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Checkpoint;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RevisionMergerTest {

    private static final Topics TOPICS = new Topics(3, 1, 1, 1);
    /** A namespace of another partition than that of {@code ns-1}. */
    private static final String ELSEWHERE = IntStream.range(2, 100)
            .mapToObj(number -> "ns-" + number)
            .filter(namespace -> !TOPICS.changesPartition(event(1, namespace).key())
                    .equals(TOPICS.changesPartition(event(1, "ns-1").key())))
            .findFirst()
            .orElseThrow();

    private static final RecordWriter WRITER = new RecordWriter(KubernetesKinds.registry(), "c1");

    /**
     * A log as a relay of term 2 writes it: the records of each partition, a progress record every few revisions, and
     * between them what is void: repeats, records of a deposed relay (which tell the same history), records whose
     * predecessor was lost, and what others wrote.
     */
    private static final class Written {
        private final Map<Partition, List<Entry>> partitions = new HashMap<>();
        private final Map<Partition, List<ResourceEvent>> history = new HashMap<>();
        private final Map<Partition, Mark> marks = new HashMap<>();
        private final List<Advance> advances = new ArrayList<>();
        private final TreeSet<Long> published = new TreeSet<>();
        private final boolean isChained;
        private List<ResourceEvent> sinceAdvance = new ArrayList<>();

        /** {@code isChained} where each change says after which it comes, which older releases did not write. */
        Written(Random random, int revisions, boolean isChained) {
            this.isChained = isChained;
            List<ResourceEvent> events = new ArrayList<>();
            for (long revision = 1; revision <= revisions; revision++) {
                if (random.nextInt(4) > 0) {
                    ResourceEvent event = event(revision, "ns-" + random.nextInt(5));
                    events.add(event);
                    published.add(revision);
                    history.computeIfAbsent(TOPICS.changesPartition(event.key()), p -> new ArrayList<>())
                            .add(event);
                }
            }
            Map<Partition, Integer> written = new HashMap<>();
            for (long revision = 1; revision <= revisions; revision++) {
                if (!events.isEmpty() && events.getFirst().revision() == revision) {
                    ResourceEvent event = events.removeFirst();
                    Partition partition = TOPICS.changesPartition(event.key());
                    write(partition, written.merge(partition, 1, Integer::sum) - 1, random);
                }
                if (random.nextInt(3) == 0) {
                    progress(revision, 2);
                    advances.add(new Advance(revision, List.copyOf(sinceAdvance)));
                    sinceAdvance = new ArrayList<>();
                }
            }
        }

        private void write(Partition partition, int index, Random random) {
            List<Entry> entries = of(partition);
            entries.add(record(partition, 2, index));
            ResourceEvent event = history.get(partition).get(index);
            marks.put(partition, new Mark(new Position(event.revision(), 0), entries.size() - 1, 2));
            sinceAdvance.add(event);
            while (random.nextInt(3) == 0) {
                int count = history.get(partition).size();
                switch (random.nextInt(4)) {
                    case 0 -> entries.add(record(partition, 2, random.nextInt(index + 1)));
                    case 1 -> entries.add(record(partition, 1, random.nextInt(count)));
                    case 2 -> entries.add(record(partition, 2, Math.min(index, count - 3) + 2));
                    default ->
                        entries.add(new Entry(partition, "k", Map.of("ce_type", "com.example.other"), new byte[] {1}));
                }
            }
        }

        private Entry record(Partition partition, long term, int index) {
            List<ResourceEvent> events = history.get(partition);
            int existing = Math.max(0, Math.min(index, events.size() - 1));
            Position before = existing == 0
                    ? Position.START
                    : new Position(events.get(existing - 1).revision(), 0);
            ResourceEvent event = events.get(existing);
            return change(partition, term, event.revision(), before, event);
        }

        private Entry change(Partition partition, long term, long revision, Position before, ResourceEvent event) {
            Long after = published.lower(revision);
            Entry change = WRITER.change(
                    partition,
                    new Stamp(1, term, new Position(revision, 0), before, Instant.EPOCH),
                    after == null ? 0 : after,
                    event);
            return isChained ? change : unchained(change);
        }

        /** What is told in the end: by its chain all that was published, else what the relay's last word covers. */
        List<ResourceEvent> told() {
            return isChained
                    ? history.values().stream()
                            .flatMap(List::stream)
                            .sorted(Comparator.comparingLong(ResourceEvent::revision))
                            .toList()
                    : events(advances);
        }

        private void progress(long revision, long term) {
            of(Topics.PROGRESS_PARTITION)
                    .add(WRITER.progress(
                            new Progress("c1", 1, 3, term, revision, 0, 0, Instant.EPOCH, Map.copyOf(marks))));
        }

        private List<Entry> of(Partition partition) {
            return partitions.computeIfAbsent(partition, p -> new ArrayList<>());
        }

        /** All records, each partition in order, the partitions in any interleaving. */
        List<StoredEntry> interleaved(Random random) {
            Map<Partition, Integer> next = new HashMap<>();
            List<StoredEntry> all = new ArrayList<>();
            List<Partition> left = new ArrayList<>(partitions.keySet());
            while (!left.isEmpty()) {
                Partition partition = left.get(random.nextInt(left.size()));
                int offset = next.merge(partition, 1, Integer::sum) - 1;
                all.add(new StoredEntry(partitions.get(partition).get(offset), offset));
                if (offset + 1 == partitions.get(partition).size()) {
                    left.remove(partition);
                }
            }
            return all;
        }
    }

    @Property(tries = 200)
    void theSameAdvancesInWhateverOrderPartitionsArrive(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int revisions) {
        Random random = new Random(seed);
        Written written = new Written(random, revisions, false);
        assertThat(advances(written, random)).isEqualTo(written.advances);
    }

    private static List<Advance> advances(Written written, Random random) {
        RevisionMerger merger = RevisionMerger.after(0, TOPICS.changes(), Map.of(), 1000);
        List<Advance> advances = new ArrayList<>();
        written.interleaved(random).forEach(e -> advances.addAll(merger.offer(e)));
        return advances;
    }

    @Property(tries = 200)
    void aChainIsToldInOrderWithoutWaitingForTheRelaysWord(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int revisions) {
        Random random = new Random(seed);
        Written written = new Written(random, revisions, true);
        List<Advance> advances = advances(written, random);
        advances.forEach(advance -> assertThat(advance.events())
                .allSatisfy(event -> assertThat(event.revision()).isLessThanOrEqualTo(advance.revision())));
        assertThat(events(advances)).isEqualTo(written.told());
        assertThat(advances).extracting(Advance::revision).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aChangeIsToldOnceAllBeforeItAreRead() {
        RevisionMerger merger = RevisionMerger.after(4, TOPICS.changes(), Map.of(), 1000);
        ResourceEvent first = event(5, "ns-1");
        ResourceEvent second = event(7, ELSEWHERE);

        assertThat(merger.offer(stored(second, 5, 0))).isEmpty();
        assertThat(merger.offer(stored(first, 3, 0))).containsExactly(new Advance(7, List.of(first, second)));
    }

    @Test
    void whatComesAfterItsTimeBreaksTheHistory() {
        RevisionMerger merger = RevisionMerger.after(4, TOPICS.changes(), Map.of(), 1000);
        merger.offer(stored(event(7, ELSEWHERE), 4, 0));

        assertThatThrownBy(() -> merger.offer(stored(event(5, "ns-1"), 4, 0)))
                .isInstanceOf(BrokenHistoryException.class)
                .hasMessageContaining("a change at revision 5, and up to 7 all had been told");
    }

    private static StoredEntry stored(ResourceEvent event, long after, long offset) {
        Stamp stamp = new Stamp(1, 2, new Position(event.revision(), 0), Position.START, Instant.EPOCH);
        return new StoredEntry(WRITER.change(TOPICS.changesPartition(event.key()), stamp, after, event), offset);
    }

    @Property(tries = 200)
    void afterASnapshotOnlyWhatIsNewer(@ForAll long seed, @ForAll @IntRange(min = 5, max = 80) int revisions) {
        Random random = new Random(seed);
        Written written = new Written(random, revisions, random.nextBoolean());
        long snapshot = 1 + random.nextInt(revisions);
        RevisionMerger merger = RevisionMerger.after(snapshot, TOPICS.changes(), Map.of(), 1000);
        List<Long> seen = new ArrayList<>();
        written.interleaved(random)
                .forEach(e -> merger.offer(e).forEach(a -> a.events().forEach(event -> seen.add(event.revision()))));
        assertThat(seen)
                .containsExactlyElementsOf(written.told().stream()
                        .map(ResourceEvent::revision)
                        .filter(r -> r > snapshot)
                        .toList());
    }

    @Property(tries = 200)
    void whoGoesOnAtAPlaceIsToldWhatOneWhoStayedIsTold(
            @ForAll long seed, @ForAll @IntRange(min = 5, max = 80) int revisions) {
        Random random = new Random(seed);
        Written written = new Written(random, revisions, random.nextBoolean());
        List<Advance> whole = new ArrayList<>();
        Place place = null;
        int toldBefore = 0;
        long from = random.nextBoolean() ? 0 : 1 + random.nextInt(revisions);
        RevisionMerger stays = RevisionMerger.after(from, TOPICS.changes(), Map.of(), 1000);
        for (StoredEntry stored : written.interleaved(random)) {
            List<Advance> some = stays.offer(stored);
            whole.addAll(some);
            if (stays.place() != null && (place == null || random.nextInt(3) == 0)) {
                place = stays.place();
                toldBefore = whole.size();
            }
        }
        if (place == null) {
            return;
        }
        Place left = place;
        RevisionMerger returns = RevisionMerger.at(left, 1000);
        List<Advance> rest = new ArrayList<>();
        written.interleaved(random).stream()
                .filter(stored -> stored.offset() >= offset(left, stored.entry().partition()))
                .forEach(stored -> rest.addAll(returns.offer(stored)));
        assertThat(rest.getFirst()).isEqualTo(new Advance(left.revision(), List.of()));
        assertThat(events(rest)).isEqualTo(events(whole.subList(toldBefore, whole.size())));
        assertThat(Objects.requireNonNull(returns.place()).revision())
                .isEqualTo(Objects.requireNonNull(stays.place()).revision());
    }

    private static StoredEntry unchained(long revision, Position before, long offset) {
        ResourceEvent event = event(revision, "a");
        Stamp stamp = new Stamp(1, 2, new Position(revision, 0), before, Instant.EPOCH);
        Entry change = WRITER.change(TOPICS.changesPartition(event.key()), stamp, 0, event);
        return new StoredEntry(unchained(change), offset);
    }

    /** The same as older releases wrote it. */
    private static Entry unchained(Entry change) {
        Map<String, String> headers = new HashMap<>(change.headers());
        headers.remove("ce_afterrevision");
        return new Entry(change.partition(), change.key(), headers, change.value());
    }

    private static List<ResourceEvent> events(List<Advance> advances) {
        return advances.stream().flatMap(advance -> advance.events().stream()).toList();
    }

    private static long offset(Place place, Partition partition) {
        return partition.equals(Topics.PROGRESS_PARTITION)
                ? place.progressOffset()
                : place.changes().get(partition).offset();
    }

    @Test
    void aPlaceInAnotherClustersLogIsNone() {
        RevisionMerger merger = RevisionMerger.at(new Place("c2", 1, 5, Map.of(), 0), 1000);
        Entry progress = WRITER.progress(new Progress("c1", 1, 3, 2, 5, 0, 0, Instant.EPOCH, Map.of()));
        assertThatThrownBy(() -> merger.offer(new StoredEntry(progress, 0)))
                .isInstanceOf(BrokenHistoryException.class)
                .hasMessageContaining("of the log of cluster c1, and not 1 of c2");
    }

    @Test
    void aPlaceThatTheChainsDoNotConnectToIsNone() {
        Partition partition = TOPICS.changesPartition(event(1, "a").key());
        RevisionMerger merger = RevisionMerger.at(
                new Place("c1", 1, 3, Map.of(partition, new Checkpoint.Mark(0, new Position(3, 0), 1, 2)), 0), 1000);
        merger.offer(unchained(5, new Position(4, 0), 0));
        Entry progress = WRITER.progress(new Progress(
                "c1", 1, 3, 2, 5, 0, 0, Instant.EPOCH, Map.of(partition, new Mark(new Position(5, 0), 0, 2))));
        assertThatThrownBy(() -> merger.offer(new StoredEntry(progress, 0)))
                .isInstanceOf(BrokenHistoryException.class)
                .hasMessageContaining("no valid chain of records up to 5.0");
    }

    @Test
    void aChainThatNeverReachesItsMarkIsAnError() {
        RevisionMerger merger = RevisionMerger.after(0, TOPICS.changes(), Map.of(), 1000);
        Partition partition = TOPICS.changesPartition(event(1, "a").key());
        merger.offer(unchained(5, new Position(4, 0), 0));
        Entry progress = WRITER.progress(new Progress(
                "c1", 1, 3, 2, 5, 0, 0, Instant.EPOCH, Map.of(partition, new Mark(new Position(5, 0), 0, 2))));
        assertThatThrownBy(() -> merger.offer(new StoredEntry(progress, 0)))
                .isInstanceOf(BrokenHistoryException.class)
                .hasMessageContaining("no valid chain of records up to 5.0");
    }

    @Test
    void aGapIsAnError() {
        RevisionMerger merger = RevisionMerger.after(0, TOPICS.changes(), Map.of(), 1000);
        Partition partition = TOPICS.changes().getFirst();
        Entry gap = WRITER.gap(partition, new Stamp(1, 2, new Position(90, 0), Position.START, Instant.EPOCH), 1, 90);
        assertThatThrownBy(() -> merger.offer(new StoredEntry(gap, 0)))
                .isInstanceOf(BrokenHistoryException.class)
                .hasMessageContaining("from revision 1 to 90 is lost");
    }

    @Test
    void whatWaitsIsBounded() {
        RevisionMerger merger = RevisionMerger.after(0, TOPICS.changes(), Map.of(), 1);
        Partition partition = TOPICS.changesPartition(event(1, "a").key());
        merger.offer(unchained(1, Position.START, 0));
        assertThatThrownBy(() -> merger.offer(unchained(2, new Position(1, 0), 1)))
                .isInstanceOf(BrokenHistoryException.class)
                .hasMessage("more than 1 changes wait for the relay's progress");
    }

    private static ResourceEvent event(long revision, String namespace) {
        ResourceKey key = ResourceKey.namespaced("", "configmaps", namespace, "c");
        return new ResourceEvent(
                ResourceEvent.Type.MODIFIED,
                Resource.of(key, revision, Json.object().put("kind", "ConfigMap")),
                new Provenance("somebody", "request-" + revision, "", Instant.EPOCH));
    }
}
