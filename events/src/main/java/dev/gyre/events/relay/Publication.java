package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.CommittedRevisions.StoredResource;
import dev.gyre.events.relay.Window.Checkpoint;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The running part of a term: revisions in, appends and progress out. It knows the last position of each partition, leaves
 * out what a partition already has, and stamps the rest. At most a fixed number of records is in flight; one progress
 * record at a time is, and the next says everything that was acknowledged meanwhile.
 */
final class Publication {

    /** What is still to be appended, in order. */
    private sealed interface Planned {
        record Revision(CommittedRevision revision) implements Planned {}

        record GapIn(Partition partition, long from, long to) implements Planned {}

        record StateOf(StoredResource object, long revision) implements Planned {}

        record GapEnd(long from, long to) implements Planned {}
    }

    /** Makes a record once its stamp is known. */
    private interface Stamped {
        Entry entry(Stamp stamp);
    }

    private final Topics topics;
    private final RecordWriter writer;
    private final RelayElection.Term term;
    private final RelayStart start;
    private final Window window;
    private final int maxInFlight;
    private final Consumer<RelayEffect> effects;
    private final Map<Partition, Position> last = new HashMap<>();
    private final Deque<Planned> pending = new ArrayDeque<>();
    private long seen;
    private long published;
    private Instant time;
    private long since;
    private long counted;
    private long countedUpTo;
    private long nextId;
    private long progressRevision;
    private long progressOffset;
    private boolean isProgressInFlight;

    Publication(
            Topics topics,
            RecordWriter writer,
            RelayElection.Term term,
            RelayStart start,
            Map<Partition, Tail> tails,
            Map<Partition, Long> termOffsets,
            int maxInFlight,
            Consumer<RelayEffect> effects) {
        this.topics = topics;
        this.writer = writer;
        this.term = term;
        this.start = start;
        this.maxInFlight = maxInFlight;
        this.effects = effects;
        Map<Partition, Mark> marks = new HashMap<>();
        tails.forEach((partition, tail) -> {
            last.put(partition, tail.last());
            if (tail.last().isAfter(Position.START)) {
                marks.put(partition, new Mark(tail.last(), termOffsets.getOrDefault(partition, 0L), term.term()));
            }
        });
        this.window = new Window(term.term(), termOffsets, marks);
        this.seen = start.completeRevision();
        this.published = seen;
        this.time = start.time();
        this.since = start.since();
        this.counted = start.counted();
        this.countedUpTo = start.countedUpTo();
        this.progressRevision = start.progressFrom() - 1;
        this.progressOffset = termOffsets.getOrDefault(Topics.PROGRESS_PARTITION, -1L);
    }

    /**
     * A term that finds the log whole says so before anything else happens: whoever asks the newest term how far the log is
     * gets an answer, also where nothing is left to be published.
     */
    void begin() {
        if (start.isWhole()) {
            appendProgress(new Checkpoint(start.completeRevision(), since, counted, time, true));
        }
    }

    boolean hasRoom() {
        return pending.isEmpty();
    }

    long completeRevision() {
        Checkpoint complete = window.complete();
        return complete == null ? start.completeRevision() : complete.revision();
    }

    void offer(CommittedRevision revision) {
        pending.addLast(new Planned.Revision(revision));
        pump();
    }

    /** After a gap: says so in every partition, then what the store holds, as if it were history. */
    void offerState(CommittedRevisions.State state) {
        pending.clear();
        long from = seen + 1;
        topics.published().forEach(p -> pending.addLast(new Planned.GapIn(p, from, state.revision())));
        state.objects().stream()
                .sorted(Comparator.comparing(o -> o.resource().key()))
                .forEach(o -> pending.addLast(new Planned.StateOf(o, state.revision())));
        pending.addLast(new Planned.GapEnd(from, state.revision()));
        pump();
    }

    /** Takes an acknowledgement; answers why the term must end, null where it goes on. */
    @Nullable
    String appended(long id, long offset) {
        String wrong = window.acknowledge(id, offset);
        if (wrong == null) {
            pump();
        }
        return wrong;
    }

    @Nullable
    String progressAppended(long offset) {
        if (offset <= progressOffset) {
            return "the broker lost the tail of " + Topics.PROGRESS_PARTITION;
        }
        progressOffset = offset;
        isProgressInFlight = false;
        appendProgress();
        return null;
    }

    /** What must be on the log for as long as this term lasts: its newest acknowledged record in each partition. */
    Map<Partition, Long> acknowledgedOffsets() {
        Map<Partition, Long> offsets = new HashMap<>(window.acknowledgedOffsets());
        offsets.put(Topics.PROGRESS_PARTITION, progressOffset);
        return offsets;
    }

    private void pump() {
        Planned next;
        while (window.inFlight() < maxInFlight && (next = pending.pollFirst()) != null) {
            publish(next);
        }
        appendProgress();
    }

    private void publish(Planned planned) {
        switch (planned) {
            case Planned.Revision revision -> publishRevision(revision.revision());
            case Planned.GapIn gap -> publishGap(gap);
            case Planned.StateOf state -> publishState(state.object(), state.revision());
            case Planned.GapEnd end -> endGap(end);
        }
    }

    private void publishRevision(CommittedRevision revision) {
        if (revision.revision() <= seen) {
            return;
        }
        if (seen == 0) {
            since = revision.revision()
                    - 1; // a store's first change need not be its revision 1: in etcd that is the empty store
        }
        seen = revision.revision();
        ResourceEvent event = revision.event();
        if (event == null) {
            counted += seen > countedUpTo ? 1 : 0;
            window.open(checkpoint(true));
        } else {
            time = later(time, event.provenance().time());
            window.open(checkpoint(true));
            Partition partition = topics.changesPartition(event.key());
            long after = published;
            append(partition, seen, revision, s -> writer.change(partition, s, after, event));
            published = seen;
            PodReference reference = PodReferenceRule.of(event);
            if (reference != null) {
                append(reference, seen, revision);
            }
        }
        window.close();
    }

    private void publishGap(Planned.GapIn gap) {
        window.open(checkpoint(false));
        place(
                gap.partition(),
                next(gap.partition(), gap.to()),
                new CommittedRevision(gap.to(), null),
                s -> writer.gap(gap.partition(), s, gap.from(), gap.to()));
        window.close();
    }

    private void publishState(StoredResource object, long revision) {
        Resource resource = object.resource();
        Provenance provenance = object.provenance();
        time = later(time, provenance.time());
        window.open(checkpoint(false));
        CommittedRevision about = new CommittedRevision(revision, null);
        Partition partition = topics.changesPartition(resource.key());
        place(partition, next(partition, revision), about, s -> writer.state(partition, s, resource, provenance));
        String node = PodReferenceRule.node(resource);
        if (!node.isEmpty()) {
            Partition kubelet = topics.kubeletPartition(node);
            PodReference reference = new PodReference(
                    node, resource.key(), resource.uid(), resource.revision(), provenance.cause(), "", false);
            place(kubelet, next(kubelet, revision), about, s -> writer.reference(kubelet, s, reference));
        }
        window.close();
    }

    private void endGap(Planned.GapEnd gap) {
        seen = gap.to();
        published = seen;
        since = gap.to();
        counted = 0;
        countedUpTo = gap.to();
        window.open(checkpoint(true));
        window.close();
        effects.accept(new RelayEffect.GapAppended(gap.from(), gap.to()));
    }

    private void append(PodReference reference, long revision, CommittedRevision about) {
        Partition partition = topics.kubeletPartition(reference.nodeName());
        append(partition, revision, about, s -> writer.reference(partition, s, reference));
    }

    /** Appends unless the partition already has it. */
    private void append(Partition partition, long revision, CommittedRevision about, Stamped record) {
        Position position = new Position(revision, 0);
        if (position.isAfter(lastOf(partition))) {
            place(partition, position, about, record);
        }
    }

    private void place(Partition partition, Position position, CommittedRevision about, Stamped record) {
        Stamp stamp = new Stamp(term.identity().generation(), term.term(), position, lastOf(partition), time);
        last.put(partition, position);
        long id = nextId++;
        window.expect(id, partition, position);
        effects.accept(new RelayEffect.Append(id, about, record.entry(stamp)));
    }

    /** The next free position of a revision that brings several records. */
    private Position next(Partition partition, long revision) {
        Position before = lastOf(partition);
        return before.revision() == revision ? new Position(revision, before.index() + 1) : new Position(revision, 0);
    }

    private Position lastOf(Partition partition) {
        return last.getOrDefault(partition, Position.START);
    }

    private Checkpoint checkpoint(boolean isRevisionEnd) {
        return new Checkpoint(seen, since, counted, time, isRevisionEnd);
    }

    private void appendProgress() {
        Checkpoint complete = window.complete();
        if (isProgressInFlight || complete == null || complete.revision() <= progressRevision) {
            return;
        }
        appendProgress(complete);
    }

    private void appendProgress(Checkpoint complete) {
        isProgressInFlight = true;
        progressRevision = complete.revision();
        LogIdentity identity = term.identity();
        Progress progress = new Progress(
                identity.clusterId(),
                identity.generation(),
                identity.partitionCount(),
                term.term(),
                complete.revision(),
                complete.since(),
                complete.counted(),
                complete.time(),
                window.marks());
        effects.accept(new RelayEffect.AppendProgress(progress.revision(), writer.progress(progress)));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
