package dev.gyre.events.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.Since;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.history.ChangeListing;
import dev.gyre.events.history.Version;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading from a moment on, where the clocks of those who append are minutes from those who change things. */
class ReadingSinceTest {

    private static final int STEPS = 1500;

    /** The valid records of one reading, of a partition in its order. */
    private static final class Read implements BiConsumer<Stamp, Entry> {
        private final List<Stamp> stamps = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void accept(Stamp stamp, Entry entry) {
            stamps.add(stamp);
        }

        List<Stamp> only(Predicate<Stamp> isWanted) {
            return stamps.stream()
                    .filter(isWanted)
                    .sorted(Comparator.comparing(Stamp::position))
                    .toList();
        }
    }

    static LongStream seeds() {
        long first = "random".equals(System.getProperty("properties.seed")) ? System.nanoTime() : 1;
        return LongStream.range(first, first + 10L * Integer.getInteger("properties.times", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostThatReadingAllOfItFinds(long seed) {
        Random random = new Random(seed);
        RandomLog written = new RandomLog(random, random);
        written.goOn(STEPS);
        Read whole = new Read();
        ValidRecords.read(written.log, RandomLog.TOPICS.changes(), whole)
                .toCompletableFuture()
                .join();
        for (int i = 0; i < 20; i++) {
            Since since = since(written, random);
            Predicate<Stamp> isWithin = within(written, random);
            Predicate<Stamp> isWanted = since.isBefore().negate().and(isWithin);
            assertThat(since(written, since, isWithin).only(isWanted))
                    .as(since + " of seed " + seed)
                    .isEqualTo(whole.only(isWanted));
        }
        written.log.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aListingIsTheEndOfTheWholeListing(long seed) {
        Random random = new Random(seed);
        RandomLog written = new RandomLog(random, random);
        written.goOn(STEPS);
        Predicate<String> isSubject = key -> random.nextBoolean() || !key.isEmpty();
        List<Version> all = list(written, new ChangeListing.Wanted(STEPS, null, stamp -> true, isSubject));
        for (int newest : List.of(1, 10, 100)) {
            assertThat(list(written, new ChangeListing.Wanted(newest, null, null, isSubject)))
                    .isEqualTo(all.subList(all.size() - newest, all.size()));
            Since since = since(written, random);
            List<Version> later = all.stream()
                    .filter(version -> !since.isBefore().test(stamp(version)))
                    .toList();
            assertThat(list(written, new ChangeListing.Wanted(newest, since, null, isSubject)))
                    .isEqualTo(later.subList(Math.max(0, later.size() - newest), later.size()));
        }
        written.log.close();
    }

    @Test
    void theBeginningOfALongLogIsNotReadForItsEnd() {
        RandomLog written = new RandomLog(new Random(11));
        written.goOn(10 * STEPS);
        long last = written.revisions().getLast();
        for (Instant time : new Instant[] {null, RandomLog.START.plusSeconds(last - 20)}) {
            Since since = new Since(stamp -> stamp.position().revision() < last - 20, time);
            assertThat(since(written, since, stamp -> true).stamps).hasSizeBetween(1, STEPS);
        }
        written.log.close();
    }

    private static Stamp stamp(Version version) {
        return StoredCheckpoint.stamp(1, version.revision(), version.by().time());
    }

    private static List<Version> list(RandomLog written, ChangeListing.Wanted wanted) {
        return ChangeListing.read(written.log, RandomLog.TOPICS.changes(), wanted)
                .toCompletableFuture()
                .join();
    }

    private static Read since(RandomLog written, Since since, Predicate<Stamp> isWithin) {
        Progress progress =
                ProgressReading.newest(written.log).toCompletableFuture().join();
        return ValidRecords.since(written.log, RandomLog.TOPICS.changes(), progress, since, isWithin, Read::new)
                .toCompletableFuture()
                .join();
    }

    private static Since since(RandomLog written, Random random) {
        long revision = some(written, random);
        if (random.nextBoolean()) {
            return new Since(stamp -> stamp.position().revision() < revision, null);
        }
        Instant time = RandomLog.START.plusSeconds(revision);
        return new Since(stamp -> stamp.time().isBefore(time), time);
    }

    private static Predicate<Stamp> within(RandomLog written, Random random) {
        long revision = random.nextBoolean() ? Long.MAX_VALUE : some(written, random);
        return stamp -> stamp.position().revision() <= revision;
    }

    /** Around those that there are, mostly late ones. */
    private static long some(RandomLog written, Random random) {
        List<Long> revisions = written.revisions();
        int back = random.nextInt(random.nextBoolean() ? 100 : revisions.size());
        return revisions.get(revisions.size() - 1 - back) + random.nextInt(3) - 1;
    }
}
