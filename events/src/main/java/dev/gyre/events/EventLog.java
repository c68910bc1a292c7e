package dev.gyre.events;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A log of partitions, as Kafka has them: the port that everything else in this module stands on. Records of one partition
 * keep the order in which {@link #append} was called. The second implementation is in memory; one contract suite holds
 * both.
 */
public interface EventLog extends AutoCloseable {

    /** One partition of one topic; topics are named without the prefix that a cluster may configure. */
    record Partition(String topic, int number) {
        @Override
        public String toString() {
            return topic + "-" + number;
        }
    }

    /** A record to be appended. Headers are CloudEvents attributes and extensions; a null value is a tombstone. */
    record Entry(Partition partition, String key, Map<String, String> headers, byte @Nullable [] value) {}

    /** A record as it stands in the log. */
    record StoredEntry(Entry entry, long offset) {}

    /** Creates what is missing of the topics and checks what is there; fails where a partition count differs. */
    CompletionStage<Void> ensureTopics(List<TopicSpec> topics);

    /** Appends and answers the offset once all replicas that must have it do. */
    CompletionStage<Long> append(Entry entry);

    /** The offset of the first record still kept, by partition. */
    CompletionStage<Map<Partition, Long>> beginningOffsets(Collection<Partition> partitions);

    /** The offset that the next record will get, by partition. */
    CompletionStage<Map<Partition, Long>> endOffsets(Collection<Partition> partitions);

    /**
     * The offset of the first record that was appended at this time or after, by partition; where there is none, that of the
     * record that comes next. The time of a record is that of the clock of who appended it, to the millisecond: a hint, since
     * clocks differ and step back, and never the {@code ce_time} of what it tells.
     */
    CompletionStage<Map<Partition, Long>> offsetsSince(Collection<Partition> partitions, Instant time);

    /** A time as a record's own can be: neither before 1970 nor further than a number of milliseconds reaches. */
    static long recordMillis(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return 0;
        }
        return time.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : time.toEpochMilli();
    }

    /** Deletes what stands before these offsets; a partition then begins there, or later. */
    CompletionStage<Void> trim(Map<Partition, Long> before);

    /**
     * Follows partitions from these offsets (inclusive) until closed. The handler gets batches in order, one at a time; the
     * next batch comes when the stage that it answered is complete, so a slow reader holds back only itself.
     */
    Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed);

    /** Joins the group that shares the partitions of a topic; the listener hears what this member gains and loses. */
    Subscription own(String group, String topic, OwnershipListener listener);

    @Override
    void close();

    /** A topic as it must be. */
    record TopicSpec(String name, int partitions, Map<String, String> config) {}

    /** Something that goes on until it is closed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Hears that a subscription ended by itself, and why. */
    interface FailureHandler {
        void failed(Throwable cause);
    }

    /** Hears which partitions this member of a group owns. Losing comes before anybody else gains, as far as is known. */
    interface OwnershipListener {
        void gained(Collection<Integer> partitions);

        void lost(Collection<Integer> partitions);
    }
}
