package dev.gyre.events.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far groups of consumers are behind, as Kafka itself knows it. Groups and topics are anybody's, and have their names as
 * Kafka has them.
 */
public final class ConsumerLag {

    private final Admin admin;

    ConsumerLag(Admin admin) {
        this.admin = admin;
    }

    /**
     * Records between what a group has committed and the ends of the partitions. Of a partition of which it has committed
     * nothing, all that is kept is ahead of it.
     *
     * @param topic null for all of which the group has committed something; fails where that is none
     */
    public CompletionStage<Long> of(String group, @Nullable String topic) {
        return committed(group)
                .thenCompose(committed -> partitions(group, topic, committed).thenCompose(partitions -> {
                    Set<TopicPartition> untouched = new HashSet<>(partitions);
                    untouched.removeAll(committed.keySet());
                    return offsets(partitions, OffsetSpec.latest())
                            .thenCombine(
                                    offsets(untouched, OffsetSpec.earliest()),
                                    (ends, beginnings) -> sum(ends, committed, beginnings));
                }));
    }

    private CompletionStage<Map<TopicPartition, Long>> committed(String group) {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .toCompletionStage()
                .thenApply(offsets -> {
                    Map<TopicPartition, Long> committed = new HashMap<>();
                    offsets.forEach((partition, offset) -> put(committed, partition, offset));
                    return committed;
                });
    }

    private static void put(
            Map<TopicPartition, Long> committed, TopicPartition partition, @Nullable OffsetAndMetadata offset) {
        if (offset != null) {
            committed.put(partition, offset.offset());
        }
    }

    private CompletionStage<Set<TopicPartition>> partitions(
            String group, @Nullable String topic, Map<TopicPartition, Long> committed) {
        if (topic != null) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .toCompletionStage()
                    .thenApply(topics -> {
                        Set<TopicPartition> all = new HashSet<>();
                        topics.values()
                                .forEach(found -> found.partitions()
                                        .forEach(partition ->
                                                all.add(new TopicPartition(topic, partition.partition()))));
                        return all;
                    });
        }
        return committed.isEmpty()
                ? CompletableFuture.failedStage(
                        new IllegalStateException("the consumer group " + group + " has committed nothing"))
                : CompletableFuture.completedStage(committed.keySet());
    }

    private CompletionStage<Map<TopicPartition, Long>> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        return admin.listOffsets(wanted).all().toCompletionStage().thenApply(found -> {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            found.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
            return offsets;
        });
    }

    private static long sum(
            Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> beginnings) {
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            Long from = committed.getOrDefault(end.getKey(), beginnings.get(end.getKey()));
            lag += from == null ? 0 : Math.max(0, end.getValue() - from);
        }
        return lag;
    }
}
