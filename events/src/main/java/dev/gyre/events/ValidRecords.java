package dev.gyre.events;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Reads once what the relay wrote into some partitions: the valid records only, in the order of each partition, unparsed. */
public final class ValidRecords {

    private final Map<Partition, PartitionValidity> chains;
    private final BiConsumer<Stamp, Entry> consumer;

    private ValidRecords(Map<Partition, PartitionValidity> chains, BiConsumer<Stamp, Entry> consumer) {
        this.chains = chains;
        this.consumer = consumer;
    }

    /** All that is there now; answers how far the chain of each partition reaches. The consumer is called on one thread at a time. */
    public static CompletionStage<Map<Partition, PartitionValidity>> read(
            EventLog log, Collection<Partition> partitions, BiConsumer<Stamp, Entry> consumer) {
        return LogStart.beginning(log, partitions).thenCompose(start -> read(log, start, consumer));
    }

    /** The same from some start on. */
    public static CompletionStage<Map<Partition, PartitionValidity>> read(
            EventLog log, LogStart start, BiConsumer<Stamp, Entry> consumer) {
        ValidRecords reading = new ValidRecords(start.chains(), consumer);
        return LogScan.start(log, start.ranges(), stored -> reading.take(stored.entry()))
                .done()
                .thenApply(done -> reading.chains);
    }

    private void take(Entry entry) {
        PartitionValidity chain = chains.get(entry.partition());
        Stamp stamp = RecordReader.stamp(entry);
        if (chain != null && stamp != null && chain.accepts(stamp, RecordReader.isTermRecord(entry))) {
            consumer.accept(stamp, entry);
        }
    }
}
