package dev.gyre.cli;

import dev.gyre.actors.horizontalpodautoscaler.ConsumerLagQuestion;
import dev.gyre.events.AutoscalingSignals;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.EventLog;
import dev.gyre.events.Heartbeats;
import dev.gyre.events.LogChangeFeed;
import dev.gyre.events.LogDecisionLog;
import dev.gyre.events.PodReferences;
import dev.gyre.events.Topics;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.events.telemetry.MeasuredLog;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** One process's way to the log: a connection, and what is read from it and written to it. */
final class LogRole implements AutoCloseable {

    private final KafkaEventLog eventLog;
    private final Topics topics;
    private final String clusterId;

    private LogRole(KafkaEventLog eventLog, Topics topics, String clusterId) {
        this.eventLog = eventLog;
        this.topics = topics;
        this.clusterId = clusterId;
    }

    static LogRole connect(KafkaConnection connection, String clusterId) {
        KafkaEventLog eventLog = new KafkaEventLog(connection);
        eventLog.ensureTopics(Topics.STANDARD.specs()).toCompletableFuture().join();
        return new LogRole(eventLog, Topics.STANDARD, clusterId);
    }

    /** The user's own Kafka where one is named, else the broker whose address `up` left. */
    static LogRole connect(ClusterFiles files, LogOptions options, RoleIdentity role) {
        return connect(files, options, role, "");
    }

    /** The same under a lasting name in its groups. */
    static LogRole connect(ClusterFiles files, LogOptions options, RoleIdentity role, String member) {
        return connect(connection(files, options, role).withMember(member), files.clusterId());
    }

    /** Where that is, for who only reads. */
    static KafkaConnection connection(ClusterFiles files, LogOptions options, RoleIdentity role) {
        String bootstrap = options.bootstrap();
        if (bootstrap == null && options.config() == null) {
            bootstrap = files.endpoint("KAFKA");
        }
        return files.kafka(options, bootstrap == null ? "" : bootstrap, role);
    }

    EventLog eventLog() {
        return eventLog;
    }

    Topics topics() {
        return topics;
    }

    DecisionLog decisions() {
        return new LogDecisionLog(eventLog, topics, clusterId);
    }

    AutoscalingSignals autoscalingSignals() {
        return new AutoscalingSignals(eventLog, clusterId);
    }

    /** For one's own signs of life. */
    Heartbeats heartbeats() {
        return new Heartbeats(eventLog, clusterId);
    }

    /** Everybody's signs of life, as this role reads them. */
    Heartbeats heartbeats(String role) {
        return new Heartbeats(readBy(role, "heartbeats"), clusterId);
    }

    PodReferences podReferences(String role) {
        return new PodReferences(readBy(role, "pods"), topics);
    }

    LogChangeFeed changes(String role) {
        return new LogChangeFeed(readBy(role, "changes"), topics);
    }

    /** The log as one part of this process reads it, whose lag is measured under these names. */
    EventLog readBy(String role, String consumer) {
        return new MeasuredLog(eventLog, role, consumer, InstantSource.system());
    }

    /** How far a group is behind. */
    CompletionStage<Long> consumerLag(ConsumerLagQuestion.Asked asked) {
        return eventLog.consumerLag().of(asked.group(), asked.topic());
    }

    @Override
    public void close() {
        eventLog.close();
    }
}
