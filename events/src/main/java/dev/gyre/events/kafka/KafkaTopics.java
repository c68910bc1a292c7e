package dev.gyre.events.kafka;

import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.PartitionCountException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates what is missing of the topics, and holds what exists against what must be. */
final class KafkaTopics {

    private static final int MAX_LOOKS = 200;
    private static final Executor SHORTLY = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final Admin admin;
    private final KafkaSettings settings;

    KafkaTopics(Admin admin, KafkaSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    CompletionStage<Void> ensure(List<TopicSpec> specs) {
        return ensure(specs, MAX_LOOKS);
    }

    /** Creates what is missing and looks again, because what has been created is not visible everywhere at once. */
    private CompletionStage<Void> ensure(List<TopicSpec> specs, int looks) {
        return describe(specs).thenCompose(found -> {
            List<NewTopic> missing = new ArrayList<>();
            for (TopicSpec spec : specs) {
                TopicDescription description = found.get(settings.topic(spec.name()));
                if (description == null) {
                    missing.add(
                            new NewTopic(settings.topic(spec.name()), Optional.of(spec.partitions()), Optional.empty())
                                    .configs(spec.config()));
                } else if (description.partitions().size() != spec.partitions()) {
                    throw new PartitionCountException(
                            settings.topic(spec.name()),
                            spec.partitions(),
                            description.partitions().size());
                }
            }
            if (missing.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            if (looks == 0) {
                throw new IllegalStateException("topics were created and do not appear: " + missing);
            }
            return create(missing).thenComposeAsync(created -> ensure(specs, looks - 1), SHORTLY);
        });
    }

    private CompletionStage<Map<String, TopicDescription>> describe(List<TopicSpec> specs) {
        Map<String, TopicDescription> found = new HashMap<>();
        CompletableFuture<?>[] all = admin
                .describeTopics(
                        specs.stream().map(s -> settings.topic(s.name())).toList())
                .topicNameValues()
                .entrySet()
                .stream()
                .map(e -> describe(e.getKey(), e.getValue(), found))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenApply(done -> found);
    }

    private static CompletableFuture<Void> describe(
            String topic, KafkaFuture<TopicDescription> description, Map<String, TopicDescription> found) {
        return description.toCompletionStage().toCompletableFuture().handle((value, error) -> {
            if (error == null) {
                synchronized (found) {
                    found.put(topic, value);
                }
            } else if (!(KafkaEventLog.cause(error) instanceof UnknownTopicOrPartitionException)) {
                throw new IllegalStateException("cannot look at topic " + topic + ": " + error.getMessage(), error);
            }
            return null;
        });
    }

    private CompletionStage<Void> create(List<NewTopic> missing) {
        CompletableFuture<?>[] all = admin.createTopics(missing).values().entrySet().stream()
                .map(e -> created(e.getKey(), e.getValue()))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all);
    }

    /** Another gateway may have been faster. */
    private static CompletableFuture<Void> created(String topic, KafkaFuture<Void> created) {
        return created.toCompletionStage().toCompletableFuture().exceptionally(error -> {
            if (KafkaEventLog.cause(error) instanceof TopicExistsException) {
                return null;
            }
            throw new IllegalStateException("cannot create topic " + topic + ": " + error.getMessage(), error);
        });
    }
}
