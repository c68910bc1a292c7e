package dev.gyre.events.relay;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.RelayEffect.TailRequest;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One term of the relay, as a state machine without a clock, a thread or a network. It looks at the progress before it
 * writes anything, so that it never touches another cluster's topics; appends a record that begins its term to every
 * partition; reads what stands before those records; and only then follows the store. What it wants done it answers as
 * effects, and what became of them it hears as inputs. Any failure ends the term: the next one finds out for itself how
 * far the log reaches.
 */
public final class Relay {

    /** Where a term is in its life. */
    private enum Phase {
        NEW,
        CHECKING,
        BEGINNING,
        READING_PROGRESS,
        READING_TAILS,
        RUNNING,
        LOADING_STATE,
        ENDED
    }

    private final Topics topics;
    private final ResourceKinds kinds;
    private final int maxInFlight;
    private final List<RelayEffect> effects = new ArrayList<>();
    private final Map<Partition, Tail> tails = new HashMap<>();
    private Phase phase = Phase.NEW;
    private RelayElection.@Nullable Term term;
    private Map<Partition, Long> termOffsets = Map.of();
    private @Nullable Progress progress;
    private @Nullable Publication publication;
    /** What said that the log is ahead of the store, while the store is asked again. */
    private @Nullable RelayInput doubted;

    /** {@code maxInFlight} records may wait for their acknowledgement at once. */
    public Relay(Topics topics, ResourceKinds kinds, int maxInFlight) {
        this.topics = topics;
        this.kinds = kinds;
        this.maxInFlight = maxInFlight;
    }

    /** Whether the next revisions may come; until then the store's watch has to wait. */
    public boolean hasRoom() {
        return publication == null || publication.hasRoom();
    }

    /** Everything up to this revision is acknowledged, as far as this term knows; 0 before it runs. */
    public long completeRevision() {
        return publication == null ? 0 : publication.completeRevision();
    }

    /** The newest acknowledged offset of each partition that this term writes to; empty before it runs. */
    public Map<Partition, Long> acknowledgedOffsets() {
        return publication == null ? Map.of() : publication.acknowledgedOffsets();
    }

    /** Takes an input and answers what is to be done, in order. */
    public List<RelayEffect> on(RelayInput input) {
        if (phase == Phase.ENDED) {
            return List.of();
        }
        switch (input) {
            case RelayInput.TermAcquired acquired -> check(acquired.term());
            case RelayInput.ProgressRead read -> progressRead(read);
            case RelayInput.TermRecordsAppended appended -> termBegan(appended.offsets());
            case RelayInput.TailsRead read -> tailsRead(read.tails());
            case RelayInput.StoreRevisionRead read -> lookAgain(read.revision());
            case RelayInput.Committed committed -> committed(committed.revision());
            case RelayInput.Appended appended -> endIf(publishing().appended(appended.id(), appended.offset()));
            case RelayInput.ProgressAppended appended -> endIf(publishing().progressAppended(appended.offset()));
            case RelayInput.EndsRead read -> endsRead(read);
            case RelayInput.Compacted ignored -> loadState();
            case RelayInput.StateLoaded loaded -> stateLoaded(loaded.state());
            case RelayInput.Failed failed -> end(failed.reason(), false);
            case RelayInput.TermLost lost -> end(lost.reason(), false);
        }
        List<RelayEffect> all = List.copyOf(effects);
        effects.clear();
        return all;
    }

    private void check(RelayElection.Term acquired) {
        term = acquired;
        if (acquired.identity().partitionCount() != topics.changesPartitions()) {
            end(
                    "the log was made with " + acquired.identity().partitionCount()
                            + " partitions and this build is configured for " + topics.changesPartitions(),
                    true);
            return;
        }
        phase = Phase.CHECKING;
        effects.add(new RelayEffect.ReadProgress(-1));
    }

    private void progressRead(RelayInput.ProgressRead read) {
        RelayElection.Term ours = term();
        String refusal = RelayStart.refusal(ours, read.progress());
        long logged = read.progress() == null ? 0 : read.progress().revision();
        if (refusal != null) {
            end(refusal, true);
        } else if (logged > ours.storeRevision()) {
            doubt(read, logged);
        } else if (read.highestTerm() > ours.term()) {
            end("term " + read.highestTerm() + " is already on the log", false);
        } else if (phase == Phase.CHECKING) {
            progress = read.progress();
            phase = Phase.BEGINNING;
            effects.add(new RelayEffect.AppendTermRecords(termRecords()));
        } else {
            progress = read.progress();
            phase = Phase.READING_TAILS;
            effects.add(new RelayEffect.ReadTails(tailRequests()));
        }
    }

    /**
     * The log is ahead of what the store said when the election was won. Another relay may have published what was committed
     * since, for as long as it had not heard that its term is over; so the store is asked again, now that the log has been
     * read, before it is called a store that lost history.
     */
    private void doubt(RelayInput input, long logged) {
        if (doubted == null) {
            doubted = input;
            effects.add(new RelayEffect.ReadStoreRevision());
        } else {
            end(RelayStart.behind(term(), logged), true);
        }
    }

    private void lookAgain(long storeRevision) {
        RelayElection.Term ours = term();
        term = new RelayElection.Term(ours.term(), ours.identity(), storeRevision);
        switch (doubted) {
            case RelayInput.ProgressRead read -> progressRead(read);
            case RelayInput.TailsRead read -> tailsRead(read.tails());
            case null, default -> throw new IllegalStateException("nobody doubted the store");
        }
        doubted = null;
    }

    private List<Entry> termRecords() {
        Instant time = progress == null ? Instant.EPOCH : progress.time();
        Stamp stamp = new Stamp(term().identity().generation(), term().term(), Position.START, Position.START, time);
        List<Entry> entries = new ArrayList<>();
        topics.published().forEach(p -> entries.add(writer().termBegan(p, stamp)));
        entries.add(writer().termBegan(Topics.PROGRESS_PARTITION, stamp));
        return entries;
    }

    private void termBegan(Map<Partition, Long> offsets) {
        termOffsets = Map.copyOf(offsets);
        phase = Phase.READING_PROGRESS;
        effects.add(new RelayEffect.ReadProgress(termOffset(Topics.PROGRESS_PARTITION)));
    }

    private Map<Partition, TailRequest> tailRequests() {
        Map<Partition, TailRequest> requests = new HashMap<>();
        for (Partition partition : topics.published()) {
            Optional<Progress.Mark> mark = Optional.ofNullable(progress)
                    .map(p -> p.marks().get(partition))
                    .filter(m -> m.offset() < termOffset(partition));
            requests.put(partition, new TailRequest(mark, termOffset(partition)));
        }
        return requests;
    }

    private void tailsRead(Map<Partition, Tail> read) {
        Map<Partition, TailRequest> again = new HashMap<>();
        for (Map.Entry<Partition, Tail> e : read.entrySet()) {
            if (e.getValue().isAsMarked()) {
                tails.put(e.getKey(), e.getValue());
            } else {
                again.put(e.getKey(), new TailRequest(Optional.empty(), termOffset(e.getKey())));
            }
        }
        if (again.isEmpty()) {
            begin();
        } else {
            effects.add(new RelayEffect.ReadTails(again));
        }
    }

    private void begin() {
        for (Map.Entry<Partition, Tail> e : tails.entrySet()) {
            long logged = e.getValue().last().revision();
            if (logged > term().storeRevision()) {
                doubt(new RelayInput.TailsRead(Map.of()), logged);
                return;
            }
            if (e.getValue().highestTerm() > term().term()) {
                end("term " + e.getValue().highestTerm() + " is already on the log in " + e.getKey(), false);
                return;
            }
        }
        RelayStart start = RelayStart.of(progress, tails);
        publication = new Publication(topics, writer(), term(), start, tails, termOffsets, maxInFlight, effects::add);
        if (start.isStateIncomplete()) {
            loadState();
        } else {
            phase = Phase.RUNNING;
            publication.begin();
            effects.add(new RelayEffect.WatchFrom(start.completeRevision() + 1));
        }
    }

    private void committed(CommittedRevision revision) {
        if (phase == Phase.RUNNING) {
            publishing().offer(revision);
        }
    }

    private void loadState() {
        phase = Phase.LOADING_STATE;
        effects.add(new RelayEffect.LoadState());
    }

    private void stateLoaded(CommittedRevisions.State state) {
        phase = Phase.RUNNING;
        publishing().offerState(state);
        effects.add(new RelayEffect.WatchFrom(state.revision() + 1));
    }

    /**
     * A broker may lose what it has acknowledged in a partition where nothing more happens, and no later offset would tell. It
     * is found while the store still has that history.
     */
    private void endsRead(RelayInput.EndsRead read) {
        for (Map.Entry<Partition, Long> e : read.acknowledged().entrySet()) {
            Long end = read.ends().get(e.getKey());
            if (end != null && end <= e.getValue()) {
                end(
                        e.getKey() + " ends at " + end + " and had offset " + e.getValue()
                                + ": the broker lost its tail",
                        false);
                return;
            }
        }
    }

    private void endIf(@Nullable String reason) {
        if (reason != null) {
            end(reason, false);
        }
    }

    private void end(String reason, boolean isRefusal) {
        phase = Phase.ENDED;
        effects.clear();
        effects.add(new RelayEffect.EndTerm(reason, isRefusal));
    }

    private RelayElection.Term term() {
        if (term == null) {
            throw new IllegalStateException("no term has been acquired");
        }
        return term;
    }

    private Publication publishing() {
        if (publication == null) {
            throw new IllegalStateException("nothing has been published in phase " + phase);
        }
        return publication;
    }

    private RecordWriter writer() {
        return new RecordWriter(kinds, term().identity().clusterId());
    }

    private long termOffset(Partition partition) {
        Long offset = termOffsets.get(partition);
        if (offset == null) {
            throw new IllegalStateException("the term has not begun in " + partition);
        }
        return offset;
    }
}
