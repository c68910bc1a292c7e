package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.record.PodReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What changed about the pods of this process's nodes: one reader for all of them, however many. A kubelet notes where the
 * log stands, lists its pods from the API, and follows from there.
 */
public final class PodReferences {

    private final EventLog log;
    private final List<Partition> partitions;

    public PodReferences(EventLog log, Topics topics) {
        this.log = log;
        this.partitions = topics.kubelet();
    }

    /** Where the log stands now; noted before the pods are listed. */
    public CompletionStage<ChangeFeed.Offsets> currentOffsets() {
        return log.endOffsets(partitions).thenApply(ChangeFeed.Offsets::new);
    }

    /**
     * Follows from the noted offsets on; what a list at {@code afterRevision} already shows is left out. The handler gets
     * the references that arrived together, each node's in order, and must not block. Fails with {@link
     * BrokenHistoryException} where history is lost: then the pods have to be listed again.
     */
    public EventLog.Subscription follow(
            ChangeFeed.Offsets from,
            long afterRevision,
            Predicate<String> isOwnNode,
            Consumer<List<PodReference>> handler,
            EventLog.FailureHandler failed) {
        Map<Partition, PartitionValidity> validity = new HashMap<>();
        partitions.forEach(p -> validity.put(p, PartitionValidity.afterSnapshotAt(afterRevision)));
        return log.follow(from.byPartition(), batch -> read(batch, validity, isOwnNode, handler), failed);
    }

    private static CompletionStage<Void> read(
            List<StoredEntry> batch,
            Map<Partition, PartitionValidity> validity,
            Predicate<String> isOwnNode,
            Consumer<List<PodReference>> handler) {
        List<PodReference> references = new ArrayList<>();
        for (StoredEntry stored : batch) {
            PartitionValidity partition = validity.get(stored.entry().partition());
            if (partition == null || !partition.accepts(stored.entry())) {
                continue;
            }
            switch (RecordReader.read(stored.entry())) {
                case LogRecord.Reference reference -> references.add(reference.reference());
                case LogRecord.Gap gap ->
                    throw new BrokenHistoryException(
                            "history from revision " + gap.fromRevision() + " to " + gap.toRevision() + " is lost");
                case LogRecord.Change ignored -> {}
                case LogRecord.State ignored -> {}
                case LogRecord.TermBegan ignored -> {}
            }
        }
        references.removeIf(reference -> !isOwnNode.test(reference.nodeName()));
        if (!references.isEmpty()) {
            handler.accept(references);
        }
        return CompletableFuture.completedFuture(null);
    }
}
