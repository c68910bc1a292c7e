package dev.gyre.schemas.cron;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A library's opinion on when schedules are due, over all of the syntax that both know and in a zone whose clocks do not move.
 */
class CronUtilsTest {

    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    @Property(tries = 300)
    void bothSayTheSame(@ForAll("schedules") String schedule, @ForAll("times") Instant after) {
        ZonedDateTime theirs = ExecutionTime.forCron(PARSER.parse(schedule))
                .nextExecution(after.atZone(KOLKATA))
                .orElseThrow();
        assertThat(CronSchedule.parse(schedule).next(after, KOLKATA)).isEqualTo(theirs.toInstant());
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(1_700_000_000L, 1_900_000_000L).map(Instant::ofEpochSecond);
    }

    /** Never both kinds of days, of which the two have different ideas. */
    @Provide
    Arbitrary<String> schedules() {
        Arbitrary<String> days = Arbitraries.oneOf(
                field(1, 28).map(day -> day + " %s *"), field(0, 6).map(day -> "* %s " + day));
        return Combinators.combine(field(0, 59), field(0, 23), days, field(1, 12))
                .as((minute, hour, day, month) -> minute + " " + hour + " " + day.formatted(month));
    }

    private static Arbitrary<String> field(int min, int max) {
        Arbitrary<Integer> value = Arbitraries.integers().between(min, max);
        Arbitrary<String> range = Combinators.combine(value, value).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
        Arbitrary<String> step = Arbitraries.integers().between(2, 5).map(n -> "*/" + n);
        return Arbitraries.oneOf(
                Arbitraries.just("*"),
                value.map(String::valueOf),
                range,
                step,
                Combinators.combine(value, range).as((a, b) -> a + "," + b));
    }
}
