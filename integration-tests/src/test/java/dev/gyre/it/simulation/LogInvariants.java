package dev.gyre.it.simulation;

import dev.gyre.events.ChangeFeed;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.PartitionValidity;
import dev.gyre.events.Topics;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the log must say: of each partition the records that count are the committed changes that belong there, each once
 * and in order, whoever relayed them; and what a reader is told of are all changes between two revisions.
 */
final class LogInvariants {

    private static final String EXACTLY_ONCE = "every committed change counts exactly once, in order";

    private final Simulation simulation;
    private final Ledger ledger;
    private final Topics topics;
    private final Map<Partition, PartitionValidity> validity = new HashMap<>();
    private final Map<Partition, Integer> counted = new HashMap<>();
    private final Map<Partition, TreeMap<Long, Integer>> references = new HashMap<>();
    private int voids;

    LogInvariants(Simulation simulation, Ledger ledger, Topics topics) {
        this.simulation = simulation;
        this.ledger = ledger;
        this.topics = topics;
        topics.published().forEach(p -> validity.put(p, PartitionValidity.fromTheBeginning()));
    }

    void appended(Entry entry, long offset) {
        Partition partition = entry.partition();
        simulation.trace("append " + partition + "@" + offset + " " + entry.key());
        PartitionValidity valid = validity.get(partition);
        if (valid == null) {
            return;
        }
        boolean isTermRecord = RecordReader.isTermRecord(entry);
        if (!valid.accepts(entry)) {
            voids += isTermRecord ? 0 : 1;
            return;
        }
        switch (RecordReader.read(entry)) {
            case LogRecord.Change change -> counted(partition, change.event());
            case LogRecord.Reference reference -> referenced(partition, reference);
            default -> simulation.violated(EXACTLY_ONCE, partition + " has " + entry);
        }
    }

    private void counted(Partition partition, ResourceEvent event) {
        int index = counted.merge(partition, 1, Integer::sum) - 1;
        List<StoreEvent.Changed> expected = ledger.published(partition);
        simulation.check(
                index < expected.size() && isSame(expected.get(index), event),
                EXACTLY_ONCE,
                () -> partition + " counts " + event.type() + " " + event.resource() + " as number " + index
                        + " where was committed "
                        + (index < expected.size() ? expected.get(index).revision() : "nothing yet"));
    }

    private static boolean isSame(StoreEvent.Changed committed, ResourceEvent event) {
        ResourceEvent.Type type = committed.current() == null
                ? ResourceEvent.Type.DELETED
                : committed.previous() == null ? ResourceEvent.Type.ADDED : ResourceEvent.Type.MODIFIED;
        var object = committed.current() == null ? committed.previous() : committed.current();
        return committed.revision() == event.revision()
                && committed.key().equals(event.key())
                && type == event.type()
                && Arrays.equals(
                        Json.write(object.json()), Json.write(event.resource().json()));
    }

    private void referenced(Partition partition, LogRecord.Reference reference) {
        long revision = reference.reference().revision();
        StoreEvent.Changed change = ledger.change(revision);
        simulation.check(
                change != null && change.key().equals(reference.reference().pod()),
                EXACTLY_ONCE,
                () -> partition + " refers to " + reference.reference() + " where there was " + change);
        references.computeIfAbsent(partition, p -> new TreeMap<>()).put(revision, 1);
    }

    /** A reader moved on from one revision to the next. */
    void advanced(String reader, long before, ChangeFeed.Advance advance) {
        List<Long> told = advance.events().stream()
                .map(ResourceEvent::revision)
                .filter(revision -> revision > before)
                .toList();
        List<Long> committed = ledger.changes(before, advance.revision()).stream()
                .filter(change -> ledger.isPublished(change.key()))
                .map(StoreEvent.Changed::revision)
                .toList();
        simulation.check(
                told.equals(committed),
                "a view is told of every change up to its revision",
                () -> reader + " went from " + before + " to " + advance.revision() + " by " + told
                        + " where was committed " + committed);
    }

    /** Nothing committed is missing any more. */
    boolean isComplete() {
        return topics.changes().stream()
                .allMatch(p -> counted.getOrDefault(p, 0) == ledger.published(p).size());
    }

    String missing() {
        TreeSet<String> missing = new TreeSet<>();
        topics.changes().forEach(p -> {
            int has = counted.getOrDefault(p, 0);
            if (has != ledger.published(p).size()) {
                missing.add(p + " has " + has + " of " + ledger.published(p).size());
            }
        });
        return missing.toString();
    }

    /** Records that a later term, or a lost predecessor, made void. */
    int voids() {
        return voids;
    }
}
