package dev.gyre.events.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.events.EventLog;
import dev.gyre.events.LogChangeFeed;
import dev.gyre.events.LogVerifier;
import dev.gyre.events.Topics;
import dev.gyre.events.kafka.EmbeddedBroker;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay on real Kafka. */
class RelayDriverIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Topics TOPICS = Topics.STANDARD;

    @TempDir
    private Path directory;

    private final ExecutorService storeThread = Executors.newSingleThreadExecutor();
    private final History history = new History(storeThread);
    private final Elections elections = new Elections(new LogIdentity("c1", 1, 32), history::revision);
    private final Random random = new Random(42);
    private EmbeddedBroker broker;
    private EventLog log;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, null);
        log = new KafkaEventLog(broker.connection());
        get(log.ensureTopics(TOPICS.specs()));
    }

    @AfterEach
    void stop() {
        log.close();
        broker.close();
        storeThread.shutdownNow();
    }

    @Test
    void everyChangeIsOnTheLogAfterRelaysChangedAndTheBrokerWasRestarted() throws Exception {
        List<Long> merged = new CopyOnWriteArrayList<>();
        try (RelayDriver one = RelayDriver.start(parts(log, RelayListener.NONE));
                EventLog otherLog = new KafkaEventLog(broker.connection());
                RelayDriver two = RelayDriver.start(parts(otherLog, RelayListener.NONE))) {
            commit(300);
            awaitComplete(300);
            LogChangeFeed feed = new LogChangeFeed(log, TOPICS);
            var offsets = get(feed.currentOffsets());
            try (var following = feed.follow(
                    offsets,
                    300,
                    advance -> {
                        advance.events().forEach(e -> merged.add(e.revision()));
                        return CompletableFuture.completedFuture(null);
                    },
                    Throwable::printStackTrace)) {
                elections.electAnother();
                commit(300);
                awaitComplete(600);
                int port = broker.port();
                broker.close();
                commit(100);
                broker = EmbeddedBroker.start(directory.resolve("kafka"), port, null);
                commit(100);
                awaitComplete(800);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(merged).containsExactlyElementsOf(publishedAfter(300)));
            }
        }
    }

    @Test
    void latencyFromAppendToAView() {
        Map<Long, Long> committed = new ConcurrentHashMap<>();
        List<Long> nanos = new CopyOnWriteArrayList<>();
        try (RelayDriver driver = RelayDriver.start(parts(log, RelayListener.NONE))) {
            commit(1);
            awaitComplete(1);
            LogChangeFeed feed = new LogChangeFeed(log, TOPICS);
            try (var following = feed.follow(
                    get(feed.currentOffsets()),
                    1,
                    advance -> measure(advance, committed, nanos),
                    Throwable::printStackTrace)) {
                for (int i = 0; i < 3000; i++) {
                    committed.put(history.revision() + 1, System.nanoTime());
                    history.commit(
                            ResourceEvent.Type.MODIFIED,
                            ResourceKey.namespaced("", "configmaps", "ns-" + i % 10, "c"),
                            "",
                            i);
                    int wanted = i + 1;
                    await().pollInSameThread()
                            .pollInterval(Duration.ofNanos(50_000))
                            .atMost(SOON)
                            .until(() -> nanos.size() >= wanted);
                }
            }
        }
        long[] sorted =
                nanos.stream().mapToLong(Long::longValue).skip(500).sorted().toArray();
        System.out.printf(
                "commit to merged view over Kafka: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6);
        assertThat(Arrays.stream(sorted).max().orElseThrow()).isLessThan(SOON.toNanos());
    }

    private static CompletableFuture<Void> measure(Advance advance, Map<Long, Long> committed, List<Long> nanos) {
        long now = System.nanoTime();
        for (ResourceEvent event : advance.events()) {
            nanos.add(now - committed.getOrDefault(event.revision(), now));
        }
        return CompletableFuture.completedFuture(null);
    }

    private RelayDriver.Parts parts(EventLog log, RelayListener listener) {
        return new RelayDriver.Parts(
                log, TOPICS, KubernetesKinds.registry(), history, elections, listener, Clock.systemUTC());
    }

    private void commit(int count) {
        for (int i = 0; i < count; i++) {
            history.commitAnything(random);
        }
    }

    private void awaitComplete(long revision) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            LogVerifier.Report report = get(new LogVerifier(log, TOPICS)
                    .verify(1, revision, r -> history.all().get((int) r - 1).event() != null));
            assertThat(report.problems()).isEmpty();
            assertThat(report.revision()).isEqualTo(revision);
        });
    }

    private List<Long> publishedAfter(long revision) {
        List<Long> published = new ArrayList<>();
        for (CommittedRevision committed : history.all()) {
            if (committed.revision() > revision && committed.event() != null) {
                published.add(committed.revision());
            }
        }
        return published;
    }

    private static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
