package dev.gyre.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.OwnershipListener;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.EventLog.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} keeps to. Each test has a topic of its own. */
public abstract class EventLogContract {

    private static final Duration SOON = Duration.ofSeconds(20);

    private EventLog log;
    private String topic;

    /** A client of the log under test; called more than once, all see the same log. */
    protected abstract EventLog connect();

    /** A name that no other test uses. */
    protected abstract String freshTopic();

    @BeforeEach
    void topic() {
        log = connect();
        topic = freshTopic();
        get(log.ensureTopics(List.of(new TopicSpec(topic, 3, Map.of()))));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void recordsComeBackAsTheyWereAppended() {
        Entry entry =
                new Entry(partition(1), "pods/default/web", Map.of("ce_id", "1", "ce_type", "ü"), bytes("{\"a\":1}"));
        assertThat(get(log.append(entry))).isZero();

        List<StoredEntry> read = readAll(partition(1), 1);
        assertThat(read.getFirst().offset()).isZero();
        Entry back = read.getFirst().entry();
        assertThat(back.partition()).isEqualTo(partition(1));
        assertThat(back.key()).isEqualTo("pods/default/web");
        assertThat(back.headers()).containsExactlyInAnyOrderEntriesOf(entry.headers());
        assertThat(back.value()).isEqualTo(entry.value());
    }

    @Test
    void aNullValueStaysNull() {
        get(log.append(new Entry(partition(0), "k", Map.of(), null)));
        assertThat(readAll(partition(0), 1).getFirst().entry().value()).isNull();
    }

    @Test
    void recordsOfAPartitionKeepTheOrderOfTheCalls() {
        List<CompletionStage<Long>> appended = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            appended.add(log.append(entry(partition(2), "record " + i)));
        }
        for (int i = 0; i < appended.size(); i++) {
            assertThat(get(appended.get(i))).isEqualTo(i);
        }
        assertThat(readAll(partition(2), 2_000).stream().map(EventLogContract::text))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2_000).mapToObj(i -> "record " + i).toList());
    }

    @Test
    void whatAnAppendCompletesMayAppendToATopicThatIsNewToTheClient() {
        String another = topic + "-more";
        get(log.ensureTopics(List.of(new TopicSpec(another, 1, Map.of()))));
        Partition elsewhere = new Partition(another, 0);
        CompletionStage<Long> next =
                log.append(entry(partition(0), "first")).thenCompose(done -> log.append(entry(elsewhere, "next")));
        assertThat(get(next)).isZero();
        assertThat(readAll(elsewhere, 1).stream().map(EventLogContract::text)).containsExactly("next");
    }

    @Test
    void offsetsSayWhereAPartitionBeginsAndEnds() {
        get(log.append(entry(partition(0), "a")));
        get(log.append(entry(partition(0), "b")));
        assertThat(get(log.beginningOffsets(List.of(partition(0), partition(1)))))
                .isEqualTo(Map.of(partition(0), 0L, partition(1), 0L));
        assertThat(get(log.endOffsets(List.of(partition(0), partition(1)))))
                .isEqualTo(Map.of(partition(0), 2L, partition(1), 0L));
    }

    @Test
    void offsetsSayWhatWasAppendedSinceATime() {
        get(log.append(entry(partition(0), "a")));
        get(log.append(entry(partition(0), "b")));
        get(log.append(entry(partition(1), "c")));
        Instant later = nextMillisecond();
        get(log.append(entry(partition(0), "d")));
        get(log.append(entry(partition(0), "e")));
        List<Partition> all = List.of(partition(0), partition(1), partition(2));
        assertThat(get(log.offsetsSince(all, later)))
                .isEqualTo(Map.of(partition(0), 2L, partition(1), 1L, partition(2), 0L));
        for (Instant early : List.of(Instant.MIN, Instant.EPOCH.minusMillis(1), Instant.EPOCH)) {
            assertThat(get(log.offsetsSince(all, early)))
                    .isEqualTo(Map.of(partition(0), 0L, partition(1), 0L, partition(2), 0L));
        }
        for (Instant late : List.of(later.plus(Duration.ofDays(1)), Instant.MAX)) {
            assertThat(get(log.offsetsSince(all, late)))
                    .isEqualTo(Map.of(partition(0), 4L, partition(1), 1L, partition(2), 0L));
        }
        get(log.trim(Map.of(partition(0), 3L)));
        assertThat(get(log.offsetsSince(List.of(partition(0)), Instant.EPOCH))).isEqualTo(Map.of(partition(0), 3L));
        assertThat(get(log.offsetsSince(List.of(partition(0)), later))).isEqualTo(Map.of(partition(0), 3L));
    }

    /** What has been appended was appended before it. */
    private static Instant nextMillisecond() {
        long now = System.currentTimeMillis();
        await().atMost(SOON).until(() -> System.currentTimeMillis() > now);
        return Instant.ofEpochMilli(now + 1);
    }

    @Test
    void aReaderStartsAtItsOffsetAndGoesOn() {
        get(log.append(entry(partition(0), "a")));
        get(log.append(entry(partition(0), "b")));
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var reader = log.follow(Map.of(partition(0), 1L), collectInto(seen), fail())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(seen).containsExactly("b"));
            get(log.append(entry(partition(0), "c")));
            await().atMost(SOON).untilAsserted(() -> assertThat(seen).containsExactly("b", "c"));
        }
    }

    @Test
    void aReaderThatIsBusyGetsNothingMore() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var reader = log.follow(
                Map.of(partition(0), 0L),
                batch -> {
                    batch.forEach(e -> seen.add(text(e)));
                    return gate;
                },
                fail())) {
            get(log.append(entry(partition(0), "first")));
            await().atMost(SOON).until(() -> seen.size() == 1);
            get(log.append(entry(partition(0), "second")));
            List<String> other = new CopyOnWriteArrayList<>();
            try (var second = log.follow(Map.of(partition(0), 0L), collectInto(other), fail())) {
                await().atMost(SOON).until(() -> other.size() == 2);
            }
            assertThat(seen).containsExactly("first");
            gate.complete(null);
            await().atMost(SOON).untilAsserted(() -> assertThat(seen).containsExactly("first", "second"));
        }
    }

    @Test
    void aHandlerThatFailsEndsItsSubscription() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        get(log.append(entry(partition(0), "a")));
        try (var reader = log.follow(
                Map.of(partition(0), 0L),
                batch -> CompletableFuture.failedFuture(new IllegalStateException("enough")),
                failure::set)) {
            await().atMost(SOON).until(() -> failure.get() != null);
            assertThat(failure.get()).hasMessage("enough");
        }
    }

    @Test
    void anOffsetThatIsNotThereIsAnErrorAndNoJump() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        get(log.append(entry(partition(0), "a")));
        try (var reader = log.follow(Map.of(partition(0), 7L), collectInto(new ArrayList<>()), failure::set)) {
            await().atMost(SOON).until(() -> failure.get() != null);
        }
    }

    @Test
    void aTrimmedPartitionBeginsLaterAndKeepsItsOffsets() {
        for (String text : List.of("a", "b", "c")) {
            get(log.append(entry(partition(0), text)));
            get(log.append(entry(partition(1), text)));
        }
        get(log.trim(Map.of(partition(0), 2L, partition(1), 3L)));
        assertThat(get(log.beginningOffsets(List.of(partition(0), partition(1), partition(2)))))
                .isEqualTo(Map.of(partition(0), 2L, partition(1), 3L, partition(2), 0L));
        assertThat(get(log.append(entry(partition(0), "d")))).isEqualTo(3);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var reader = log.follow(Map.of(partition(0), 2L), collectInto(seen), fail())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(seen).containsExactly("c", "d"));
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (var reader = log.follow(Map.of(partition(0), 1L), collectInto(new ArrayList<>()), failure::set)) {
            await().atMost(SOON).until(() -> failure.get() != null);
        }
    }

    @Test
    void anotherPartitionCountIsRefused() {
        assertThatThrownBy(() -> get(log.ensureTopics(List.of(new TopicSpec(topic, 5, Map.of())))))
                .hasStackTraceContaining("has 3 partitions and must have 5");
        get(log.ensureTopics(List.of(new TopicSpec(topic, 3, Map.of()))));
    }

    @Test
    void anAppendToAPartitionThatIsNotThereFails() {
        assertThatThrownBy(() -> get(log.append(entry(new Partition(topic, 99), "x"))))
                .isInstanceOf(Exception.class);
    }

    @Test
    void aGroupSharesThePartitionsAmongItsMembers() {
        Set<Integer> first = new ConcurrentSkipListSet<>();
        Set<Integer> second = new ConcurrentSkipListSet<>();
        try (EventLog other = connect();
                var one = log.own("group-" + topic, topic, ownership(first))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(first).containsExactly(0, 1, 2));
            try (var two = other.own("group-" + topic, topic, ownership(second))) {
                await().atMost(SOON).untilAsserted(() -> {
                    assertThat(second).isNotEmpty();
                    assertThat(first).isNotEmpty().doesNotContainAnyElementsOf(second);
                    assertThat(first.size() + second.size()).isEqualTo(3);
                });
            }
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(first).containsExactly(0, 1, 2);
                assertThat(second).isEmpty();
            });
        }
    }

    private List<StoredEntry> readAll(Partition partition, int count) {
        List<StoredEntry> read = new CopyOnWriteArrayList<>();
        try (var reader = log.follow(
                Map.of(partition, 0L),
                batch -> {
                    read.addAll(batch);
                    return CompletableFuture.completedFuture(null);
                },
                fail())) {
            await().atMost(SOON).until(() -> read.size() >= count);
        }
        return read;
    }

    private static java.util.function.Function<List<StoredEntry>, CompletionStage<Void>> collectInto(
            Collection<String> seen) {
        return batch -> {
            batch.forEach(e -> seen.add(text(e)));
            return CompletableFuture.completedFuture(null);
        };
    }

    private static OwnershipListener ownership(Set<Integer> owned) {
        return new OwnershipListener() {
            @Override
            public void gained(Collection<Integer> partitions) {
                owned.addAll(partitions);
            }

            @Override
            public void lost(Collection<Integer> partitions) {
                owned.removeAll(partitions);
            }
        };
    }

    private static EventLog.FailureHandler fail() {
        return cause -> cause.printStackTrace();
    }

    private Partition partition(int number) {
        return new Partition(topic, number);
    }

    private static Entry entry(Partition partition, String text) {
        return new Entry(partition, "key", Map.of("ce_id", text), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(StoredEntry stored) {
        return new String(stored.entry().value(), StandardCharsets.UTF_8);
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
