package dev.gyre.events.memory;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.FailureHandler;
import dev.gyre.events.EventLog.OwnershipListener;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.EventLogContract;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

class InMemoryEventLogTest extends EventLogContract {

    private final InMemoryEventLog log = new InMemoryEventLog();

    @Override
    protected EventLog connect() {
        return new Client(log);
    }

    @Override
    protected String freshTopic() {
        return "topic";
    }

    /** A client that leaves the log to the others when it is closed. */
    private record Client(InMemoryEventLog log) implements EventLog {
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
        public void close() {}
    }
}
