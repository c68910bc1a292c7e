package dev.gyre.events.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.Version;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A history that begins with checkpoints tells the same as one that reads everything, as far as it tells it. */
class HistoryReachTest {

    private static final long FAST = 1L << 30;

    @ParameterizedTest
    @MethodSource("dev.gyre.events.checkpoint.CheckpointTest#seeds")
    void whatIsAskedForIsReadAsFarBackAsItTakes(long seed) {
        Random random = new Random(seed);
        RandomLog written = new RandomLog(random);
        for (int i = 0; i < 8; i++) {
            written.goOn(random.nextInt(15));
            CheckpointWriter.write(written.log, RandomLog.TOPICS, "number-" + i, FAST);
        }
        written.goOn(random.nextInt(5));
        try (InMemoryEventLog bare = written.withoutCheckpoints()) {
            for (String name : RandomLog.NAMES) {
                ResourceKey key = ResourceKey.parse(name);
                holdsVersions(
                        new LogHistory(written.log, RandomLog.TOPICS), new LogHistory(bare, RandomLog.TOPICS), key);
                holdsSpans(
                        new LogHistory(written.log, RandomLog.TOPICS),
                        new LogHistory(bare, RandomLog.TOPICS),
                        key,
                        random);
            }
        }
        written.log.close();
    }

    private static void holdsVersions(LogHistory history, LogHistory whole, ResourceKey key) {
        List<Version> all = whole.versionsOf(key);
        List<Version> told = history.versionsOf(key);
        assertThat(told).isEqualTo(all.subList(all.size() - told.size(), all.size()));
        if (!all.isEmpty()) {
            assertThat(told).isNotEmpty();
            assertThat(told.getFirst().type()).isIn(Version.Type.ADDED, Version.Type.FOUND);
        }
    }

    private static void holdsSpans(LogHistory history, LogHistory whole, ResourceKey key, Random random) {
        for (int i = 0; i < 5; i++) {
            long after = random.nextInt(150);
            long upTo = after + random.nextInt(60);
            assertThat(history.between(key, after, upTo)).isEqualTo(whole.between(key, after, upTo));
            assertThat(history.versionsOf(key, after, upTo)).isEqualTo(whole.versionsOf(key, after, upTo));
            Version last = whole.versionsOf(key, 0, upTo).reversed().stream()
                    .findFirst()
                    .orElse(null);
            long born = whole.versionsOf(key).stream()
                    .filter(version -> version.type() == Version.Type.ADDED || version.type() == Version.Type.FOUND)
                    .mapToLong(Version::revision)
                    .max()
                    .orElse(Long.MAX_VALUE);
            if (last != null && last.revision() >= born) {
                assertThat(history.asOf(key, upTo)).isEqualTo(last.object());
            }
        }
    }
}
