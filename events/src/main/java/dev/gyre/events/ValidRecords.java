package dev.gyre.events;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Reads once what the relay wrote into some partitions: the valid records only, in the order of each partition, unparsed. */
public final class ValidRecords {

    private final Map<Partition, PartitionValidity> chains = new HashMap<>();
    private final BiConsumer<Stamp, Entry> consumer;

    private ValidRecords(BiConsumer<Stamp, Entry> consumer) {
        this.consumer = consumer;
    }

    /** All that is there now; answers how far the chain of each partition reaches. The consumer is called on one thread at a time. */
    public static CompletionStage<Map<Partition, PartitionValidity>> read(
            EventLog log, Collection<Partition> partitions, BiConsumer<Stamp, Entry> consumer) {
        ValidRecords reading = new ValidRecords(consumer);
        return LogScan.whole(log, partitions)
                .thenCompose(ranges -> {
                    reading.expect(ranges);
                    return LogScan.start(log, ranges, stored -> reading.take(stored.entry()))
                            .done();
                })
                .thenApply(done -> reading.chains);
    }

    private void expect(Map<Partition, LogScan.Range> ranges) {
        ranges.forEach((partition, range) -> chains.put(
                partition,
                range.from() > 0 ? PartitionValidity.afterTrimming() : PartitionValidity.fromTheBeginning()));
    }

    private void take(Entry entry) {
        PartitionValidity chain = chains.get(entry.partition());
        Stamp stamp = RecordReader.stamp(entry);
        if (chain != null && stamp != null && chain.accepts(stamp, RecordReader.isTermRecord(entry))) {
            consumer.accept(stamp, entry);
        }
    }
}
