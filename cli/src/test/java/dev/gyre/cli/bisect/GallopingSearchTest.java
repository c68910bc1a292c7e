package dev.gyre.cli.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GallopingSearchTest {

    @Test
    void whatBrokeLatelyIsFoundNearby() {
        assertThat(looks(1_000, 1, 990)).containsExactly(999L, 998L, 996L, 992L, 984L);
    }

    @Test
    void whatIsFarBackIsLookedForByHalves() {
        assertThat(looks(100, 1, 0)).containsExactly(99L, 98L, 96L, 92L, 84L, 68L, 36L, 18L, 9L, 4L, 2L, 1L);
    }

    @Test
    void theLogsBeginningIsComeCloseTo() {
        assertThat(looks(508, 378, 0))
                .startsWith(507L, 506L, 504L, 500L, 492L, 476L, 444L)
                .endsWith(378L);
    }

    @Property
    void itEndsInFewStepsAndStaysOnTheLog(
            @ForAll @LongRange(min = 1, max = 1L << 50) long bad,
            @ForAll @LongRange(min = 1, max = 1L << 50) long first) {
        List<Long> looks = looks(bad, first, 0);
        assertThat(looks).hasSizeLessThanOrEqualTo(110).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(looks).allMatch(look -> look >= first && look < bad);
        assertThat(looks.contains(first)).isEqualTo(first < bad);
    }

    /** Where it looks when all is good up to a revision, in a log that begins with another. */
    private static List<Long> looks(long bad, long first, long good) {
        GallopingSearch search = new GallopingSearch(bad);
        List<Long> looks = new ArrayList<>();
        for (OptionalLong next = search.next(); next.isPresent(); next = search.next()) {
            long revision = next.getAsLong();
            if (revision < first) {
                search.notOnTheLog(revision);
                continue;
            }
            looks.add(revision);
            if (revision <= good) {
                return looks;
            }
            search.notGood(revision);
        }
        return looks;
    }
}
