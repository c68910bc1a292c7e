package dev.gyre.events.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogVerifier;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.history.PastReading;
import dev.gyre.events.history.PastState;
import dev.gyre.events.history.PastState.PastObject;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.record.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {

    private static final long FAST = Long.MAX_VALUE / 1_000_000_000_000L;

    static LongStream seeds() {
        long first = "random".equals(System.getProperty("properties.seed")) ? System.nanoTime() : 1;
        return LongStream.range(first, first + 40L * Integer.getInteger("properties.times", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aFoldFromAnyCheckpointIsTheFoldFromTheBeginning(long seed) {
        Random random = new Random(seed);
        RandomLog written = new RandomLog(random);
        for (int i = 0; i < 6; i++) {
            written.goOn(random.nextInt(30));
            if (random.nextInt(4) > 0) {
                checkpoint(written.log);
            }
            leaveUnfinished(written, random);
        }
        try (InMemoryEventLog bare = written.withoutCheckpoints()) {
            for (long moment : written.revisions()) {
                assertThat(at(written.log, moment)).as("revision " + moment).isEqualTo(at(bare, moment));
            }
        }
        written.log.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aFoldThatGoesOnIsTheFoldFromTheBeginning(long seed) {
        Random random = new Random(seed);
        RandomLog written = new RandomLog(random);
        for (int i = 0; i < 4; i++) {
            written.goOn(5 + random.nextInt(30));
            if (random.nextBoolean()) {
                checkpoint(written.log);
            }
        }
        List<Long> revisions = written.revisions();
        long moment = revisions.get(random.nextInt(revisions.size()));
        PastReading reading = PastReading.upTo(written.log, RandomLog.TOPICS, until(moment), moment)
                .toCompletableFuture()
                .join();
        for (int i = 0; i < 10; i++) {
            Set<PastObject> before = Set.copyOf(reading.requireState().objects());
            long next = revisions.get(random.nextInt(revisions.size()));
            PastReading later =
                    reading.onTo(until(next), next).toCompletableFuture().join();
            assertThat(Set.copyOf(later.requireState().objects()))
                    .as("from revision " + moment + " to " + next)
                    .isEqualTo(at(written.log, next));
            assertThat(Set.copyOf(reading.requireState().objects())).isEqualTo(before);
            reading = random.nextBoolean() ? later : reading;
        }
        written.log.close();
    }

    private static Predicate<Stamp> until(long revision) {
        return stamp -> stamp.position().revision() <= revision;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTrimmedLogReachesBackToItsOldestCheckpoint(long seed) {
        Random random = new Random(seed);
        RandomLog written = new RandomLog(random);
        written.goOn(5 + random.nextInt(20));
        checkpoint(written.log);
        written.goOn(5 + random.nextInt(20));
        StoredCheckpoint oldest = checkpoint(written.log).orElseThrow();
        written.goOn(random.nextInt(20));
        checkpoint(written.log);
        written.goOn(random.nextInt(20));
        try (InMemoryEventLog bare = written.withoutCheckpoints()) {
            Instant then = oldest.checkpoint().time();
            assertThat(Trimming.before(written.log, RandomLog.TOPICS, then)).contains(oldest);
            assertThat(new LogVerifier(written.log, RandomLog.TOPICS)
                            .verify()
                            .toCompletableFuture()
                            .join()
                            .problems())
                    .as("what has been trimmed is not taken for lost")
                    .noneMatch(problem -> problem.startsWith("the valid records of"));
            for (long moment : written.revisions()) {
                if (moment >= oldest.checkpoint().revision()) {
                    assertThat(at(written.log, moment)).as("revision " + moment).isEqualTo(at(bare, moment));
                } else {
                    assertThatThrownBy(() -> at(written.log, moment))
                            .hasCauseInstanceOf(NotOnTheLogException.class)
                            .hasMessageContaining("reaches back to revision "
                                    + oldest.checkpoint().revision());
                }
            }
        }
        written.log.close();
    }

    @Test
    void aCheckpointThatIsDamagedIsAsGoodAsNone() {
        RandomLog written = new RandomLog(new Random(7));
        written.goOn(30);
        checkpoint(written.log);
        written.goOn(30);
        checkpoint(written.log);
        long moment = written.revisions().getLast();
        Set<PastObject> expected = at(written.log, moment);
        List<StoredEntry> records = written.log.contents(Topics.CHECKPOINTS_PARTITION);
        for (int damaged = 0; damaged < records.size(); damaged++) {
            try (InMemoryEventLog other = written.withoutCheckpoints()) {
                for (StoredEntry record : records) {
                    boolean isObject = record.entry().headers().containsKey("ce_checkpoint");
                    other.append(record.offset() == damaged && isObject ? another(record.entry()) : record.entry())
                            .toCompletableFuture()
                            .join();
                }
                assertThat(at(other, moment)).as("damaged at " + damaged).isEqualTo(expected);
            }
        }
        written.log.close();
    }

    @Test
    void nothingNewMakesNoNewCheckpoint() {
        RandomLog written = new RandomLog(new Random(3));
        written.goOn(20);
        assertThat(checkpoint(written.log)).isPresent();
        assertThat(checkpoint(written.log)).isEmpty();
        written.goOn(60);
        assertThat(CheckpointWriter.isDue(written.log, RandomLog.TOPICS, 10)).isTrue();
        assertThat(CheckpointWriter.isDue(written.log, RandomLog.TOPICS, 1000)).isFalse();
        Checkpoint second = checkpoint(written.log).orElseThrow().checkpoint();
        assertThat(second.earlier()).hasSize(1);
        assertThat(second.revision()).isEqualTo(written.revisions().getLast());
        written.log.close();
    }

    @Test
    void whatASecretHoldsIsInNoCheckpoint() {
        RandomLog written = new RandomLog(new Random(5));
        written.goOn(80);
        checkpoint(written.log);
        List<String> secrets = new ArrayList<>();
        for (StoredEntry record : written.log.contents(Topics.CHECKPOINTS_PARTITION)) {
            if (record.entry().key().startsWith("secrets/")) {
                secrets.add(new String(record.entry().value(), StandardCharsets.UTF_8));
            }
        }
        assertThat(secrets)
                .hasSize(1)
                .allSatisfy(secret -> assertThat(secret).contains("metadata").doesNotContain(RandomLog.WORD));
        written.log.close();
    }

    private static Optional<StoredCheckpoint> checkpoint(EventLog log) {
        long next = log.endOffsets(List.of(Topics.CHECKPOINTS_PARTITION))
                .toCompletableFuture()
                .join()
                .get(Topics.CHECKPOINTS_PARTITION);
        return CheckpointWriter.write(log, RandomLog.TOPICS, "at-" + next, FAST);
    }

    /** As a writer does that is killed, or another that is at work at the same time. */
    private static void leaveUnfinished(RandomLog written, Random random) {
        List<StoredEntry> before = written.log.contents(Topics.CHECKPOINTS_PARTITION);
        if (before.size() > 1 && random.nextBoolean()) {
            Entry some = before.get(before.size() - 2).entry();
            if (some.headers().containsKey("ce_checkpoint")) {
                Map<String, String> headers = new HashMap<>(some.headers());
                headers.put("ce_checkpoint", "killed");
                headers.put(
                        "ce_previouscheckpoint", Long.toString(before.getLast().offset()));
                if (!before.getLast().entry().headers().containsKey("ce_checkpoint")) {
                    written.append(new Entry(some.partition(), some.key(), headers, some.value()));
                }
            }
        }
    }

    private static Entry another(Entry entry) {
        return new Entry(
                entry.partition(), entry.key(), entry.headers(), "{\"other\":1}".getBytes(StandardCharsets.UTF_8));
    }

    private static Set<PastObject> at(EventLog log, long revision) {
        PastState state = PastState.read(
                        log, RandomLog.TOPICS, stamp -> stamp.position().revision() <= revision, revision)
                .toCompletableFuture()
                .join();
        assertThat(state.revision()).isEqualTo(revision);
        assertThat(state.time()).isEqualTo(RandomLog.START.plusSeconds(revision));
        Set<PastObject> objects = new HashSet<>(state.objects());
        assertThat(objects).hasSameSizeAs(state.objects());
        return objects;
    }
}
