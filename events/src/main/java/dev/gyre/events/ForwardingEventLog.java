package dev.gyre.events;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Another log in all that is not overridden. */
public abstract class ForwardingEventLog implements EventLog {

    protected final EventLog log;

    protected ForwardingEventLog(EventLog log) {
        this.log = log;
    }

    @Override
    public CompletionStage<Void> ensureTopics(List<TopicSpec> topics) {
        return log.ensureTopics(topics);
    }

    @Override
    public CompletionStage<Long> append(Entry entry) {
        return log.append(entry);
    }

    @Override
    public CompletionStage<Map<Partition, Long>> beginningOffsets(Collection<Partition> partitions) {
        return log.beginningOffsets(partitions);
    }

    @Override
    public CompletionStage<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
        return log.endOffsets(partitions);
    }

    @Override
    public CompletionStage<Map<Partition, Long>> offsetsSince(Collection<Partition> partitions, Instant time) {
        return log.offsetsSince(partitions, time);
    }

    @Override
    public CompletionStage<Void> trim(Map<Partition, Long> before) {
        return log.trim(before);
    }

    @Override
    public Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed) {
        return log.follow(from, handler, failed);
    }

    @Override
    public Subscription own(String group, String topic, OwnershipListener listener) {
        return log.own(group, topic, listener);
    }

    @Override
    public void close() {
        log.close();
    }
}
