package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.schemas.ResourceKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicsTest {

    private final Topics topics = Topics.STANDARD;

    @Test
    void aNamespaceIsKeptTogether() {
        Partition pods = topics.changesPartition(ResourceKey.namespaced("", "pods", "default", "web-1"));
        Partition deployments =
                topics.changesPartition(ResourceKey.namespaced("apps", "deployments", "default", "web"));
        assertThat(pods).isEqualTo(deployments);
        assertThat(pods.topic()).isEqualTo("gyre.changes");
    }

    /** Any client that has Kafka's murmur2 finds the same partition; these never change. */
    @Test
    void partitionsOfNamespacesAreFixedForever() {
        assertThat(topics.ownerPartition(ResourceKey.namespaced("", "pods", "default", "a")))
                .isEqualTo(11);
        assertThat(topics.ownerPartition(ResourceKey.namespaced("", "pods", "kube-system", "a")))
                .isEqualTo(30);
    }

    @Test
    void namespacesAreSpread() {
        assertThat(IntStream.range(0, 500)
                        .map(i -> topics.ownerPartition(ResourceKey.namespaced("", "pods", "ns-" + i, "a")))
                        .distinct()
                        .count())
                .isEqualTo(32);
    }

    @Test
    void aNamespaceFallsToTheOwnerOfItsContent() {
        assertThat(topics.ownerPartition(ResourceKey.clusterScoped("", "namespaces", "default")))
                .isEqualTo(topics.ownerPartition(ResourceKey.namespaced("", "pods", "default", "web-1")));
    }

    @Test
    void eventsAndClusterScopedKindsHaveTopicsOfTheirOwn() {
        assertThat(topics.changesPartition(ResourceKey.namespaced("", "events", "default", "e"))
                        .topic())
                .isEqualTo("gyre.changes.events");
        assertThat(topics.changesPartition(ResourceKey.clusterScoped("", "nodes", "node-1")))
                .isEqualTo(new Partition("gyre.changes.cluster", 0));
    }

    @Test
    void decisionsLieWithTheirNamespace() {
        assertThat(topics.decisionsPartition("pods/default/web-1"))
                .isEqualTo(topics.decisionsPartition("deployments.apps/default/web"));
        assertThat(topics.decisionsPartition("default-scheduler").topic()).isEqualTo("gyre.decisions");
    }

    @Test
    void everyPartitionThatIsPublishedBelongsToATopicThatIsMade() {
        for (Partition partition : topics.published()) {
            assertThat(topics.specs())
                    .filteredOn(spec -> spec.name().equals(partition.topic()))
                    .singleElement()
                    .satisfies(spec -> assertThat(partition.number()).isLessThan(spec.partitions()));
        }
        assertThat(topics.specs().stream().map(TopicSpec::name)).doesNotHaveDuplicates();
    }
}
