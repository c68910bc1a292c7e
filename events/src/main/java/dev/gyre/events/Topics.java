package dev.gyre.events;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics of the log: their names, how many partitions each has, how long it keeps what, and where a record belongs. A
 * namespace is kept together: all its objects share one partition, so that the order of their changes is the order of the
 * partition. Partitions are numbered by Kafka's own murmur2 hash, so that any client can find the partition of a namespace.
 *
 * <p>The counts are part of a log's identity. They are written down with the first record and never change afterwards,
 * because a change of the count would move namespaces between partitions and break their order.
 */
public record Topics(int changesPartitions, int eventsPartitions, int kubeletPartitions, int decisionsPartitions) {

    public static final String CHANGES = "gyre.changes";
    public static final String CLUSTER_CHANGES = "gyre.changes.cluster";
    public static final String EVENT_CHANGES = "gyre.changes.events";
    public static final String PROGRESS = "gyre.progress";
    public static final String KUBELET = "gyre.kubelet";
    public static final String DECISIONS = "gyre.decisions";
    public static final String HEARTBEATS = "gyre.heartbeats";
    public static final String CHECKPOINTS = "gyre.checkpoints";
    public static final String AUTOSCALING = "gyre.autoscaling";

    /** Before the dotted name of the account whose intents a topic holds. */
    public static final String INTENTS = "gyre.intents.";

    public static final String INTENT_RESULTS = INTENTS + "results";

    /** What a log is created with. */
    public static final Topics STANDARD = new Topics(32, 8, 8, 8);

    /** Where the relay's cursor is kept. */
    public static final Partition PROGRESS_PARTITION = new Partition(PROGRESS, 0);

    public static final Partition CHECKPOINTS_PARTITION = new Partition(CHECKPOINTS, 0);

    public static final Partition HEARTBEATS_PARTITION = new Partition(HEARTBEATS, 0);

    public static final Partition AUTOSCALING_PARTITION = new Partition(AUTOSCALING, 0);

    public static final Partition INTENT_RESULTS_PARTITION = new Partition(INTENT_RESULTS, 0);

    /** Clients hash keys in different ways; with one partition no two of them can disagree about order, or repeat an intent unseen. */
    private static final int INTENTS_PARTITIONS = 1;

    /** Results are kept as long as intents, so that one that is sent again is known for as long as it could be read again. */
    private static final Duration INTENTS_KEPT = Duration.ofDays(7);

    private static final Partition CLUSTER_PARTITION = new Partition(CLUSTER_CHANGES, 0);

    /** The partition that carries an object's changes. */
    public Partition changesPartition(ResourceKey key) {
        if (!key.isNamespaced()) {
            return CLUSTER_PARTITION;
        }
        return isEvent(key)
                ? new Partition(EVENT_CHANGES, hash(key.namespace(), eventsPartitions))
                : new Partition(CHANGES, hash(key.namespace(), changesPartitions));
    }

    /**
     * The partition of {@code gyre.changes} whose owner decides about this key. Cluster-scoped objects, which everybody
     * reads, are shared out by the hash of their name; a Namespace thereby falls to the owner of its own content.
     */
    public int ownerPartition(ResourceKey key) {
        return hash(key.isNamespaced() ? key.namespace() : key.name(), changesPartitions);
    }

    /** The partition that carries a node's references to its pods. */
    public Partition kubeletPartition(String nodeName) {
        return new Partition(KUBELET, hash(nodeName, kubeletPartitions));
    }

    /** The partition of the decisions about a subject: by namespace for an object, else by the subject itself. */
    public Partition decisionsPartition(String subject) {
        String[] parts = subject.split("/", -1);
        return new Partition(DECISIONS, hash(parts.length == 3 ? parts[1] : subject, decisionsPartitions));
    }

    /** Everything that carries changes of objects: what a view over the whole cluster reads. */
    public List<Partition> changes() {
        List<Partition> partitions = new ArrayList<>();
        partitions.addAll(all(CHANGES, changesPartitions));
        partitions.add(CLUSTER_PARTITION);
        partitions.addAll(all(EVENT_CHANGES, eventsPartitions));
        return partitions;
    }

    public List<Partition> decisions() {
        return all(DECISIONS, decisionsPartitions);
    }

    public List<Partition> kubelet() {
        return all(KUBELET, kubeletPartitions);
    }

    /** Everything that the relay writes in revision order, its progress aside. */
    public List<Partition> published() {
        List<Partition> partitions = new ArrayList<>(changes());
        partitions.addAll(kubelet());
        return partitions;
    }

    /** What must exist. Changes and decisions are kept until Gyre itself trims them behind a checkpoint. */
    public List<TopicSpec> specs() {
        return List.of(
                keptForever(CHANGES, changesPartitions),
                keptForever(CLUSTER_CHANGES, 1),
                keptFor(EVENT_CHANGES, eventsPartitions, Duration.ofDays(7)),
                compacted(PROGRESS),
                keptFor(KUBELET, kubeletPartitions, Duration.ofDays(1)),
                keptForever(DECISIONS, decisionsPartitions),
                keptFor(HEARTBEATS, 1, Duration.ofHours(1)),
                compressed(keptForever(CHECKPOINTS, 1)),
                compacted(AUTOSCALING),
                keptFor(INTENT_RESULTS, 1, INTENTS_KEPT));
    }

    /** The topic of one account, which is made when the account is to have one. */
    public static TopicSpec intents(String account) {
        return keptFor(INTENTS + account, INTENTS_PARTITIONS, INTENTS_KEPT);
    }

    /** Whether a partition drops its beginning by itself, with nothing to make up for it: those of Events. */
    public static boolean isForgetful(Partition partition) {
        return partition.topic().equals(EVENT_CHANGES);
    }

    private static boolean isEvent(ResourceKey key) {
        return key.plural().equals("events")
                && (key.group().isEmpty() || key.group().equals("events.k8s.io"));
    }

    private static List<Partition> all(String topic, int count) {
        return IntStream.range(0, count).mapToObj(n -> new Partition(topic, n)).toList();
    }

    private static int hash(String text, int partitions) {
        return Utils.toPositive(Utils.murmur2(text.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private static TopicSpec keptForever(String name, int partitions) {
        return spec(name, partitions, Map.of("cleanup.policy", "delete", "retention.ms", "-1"));
    }

    private static TopicSpec compressed(TopicSpec topic) {
        Map<String, String> config = new HashMap<>(topic.config());
        config.put("compression.type", "zstd");
        return new TopicSpec(topic.name(), topic.partitions(), Map.copyOf(config));
    }

    private static TopicSpec keptFor(String name, int partitions, Duration time) {
        String millis = Long.toString(time.toMillis());
        String segment = Long.toString(time.toMillis() / 4);
        return spec(
                name, partitions, Map.of("cleanup.policy", "delete", "retention.ms", millis, "segment.ms", segment));
    }

    /** Small segments, because only closed ones are compacted and a relay reads the whole topic when it starts. */
    private static TopicSpec compacted(String name) {
        return spec(name, 1, Map.of("cleanup.policy", "compact", "segment.bytes", Integer.toString(1 << 20)));
    }

    private static TopicSpec spec(String name, int partitions, Map<String, String> config) {
        Map<String, String> all = new HashMap<>(config);
        all.put("max.message.bytes", Integer.toString(LogLimits.MAX_BATCH_BYTES));
        return new TopicSpec(name, partitions, Map.copyOf(all));
    }
}
