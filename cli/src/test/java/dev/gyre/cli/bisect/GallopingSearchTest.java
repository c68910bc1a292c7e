package dev.gyre.cli.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GallopingSearchTest {

    @Test
    void whatBrokeLatelyIsFoundNearby() {
        assertThat(looks(1_000, 1, revision -> revision <= 990)).containsExactly(999L, 998L, 996L, 992L, 984L);
    }

    @Test
    void whatIsFarBackIsLookedForByHalvesAndThenInBetween() {
        assertThat(looks(100, 1, never -> false))
                .startsWith(99L, 98L, 96L, 92L, 84L, 68L, 36L, 18L, 9L, 4L, 2L, 1L, 52L, 27L, 44L, 60L, 76L);
    }

    @Test
    void theLogsBeginningIsComeCloseTo() {
        assertThat(looks(508, 378, never -> false))
                .startsWith(507L, 506L, 504L, 500L, 492L, 476L, 444L)
                .contains(378L);
    }

    @Property
    void itEndsAndStaysOnTheLogAndNeverLooksTwice(
            @ForAll @LongRange(min = 1, max = 1L << 50) long bad,
            @ForAll @LongRange(min = 1, max = 1L << 50) long first) {
        List<Long> looks = looks(bad, first, never -> false);
        assertThat(looks)
                .hasSizeLessThanOrEqualTo(110 + GallopingSearch.MAX_SECOND_LOOKS)
                .doesNotHaveDuplicates();
        assertThat(looks).allMatch(look -> look >= first && look < bad);
        assertThat(looks.contains(first)).isEqualTo(first < bad);
    }

    @Property
    void aGoodTimeOfASixteenthOfTheLogIsFound(
            @ForAll @LongRange(min = 1, max = 1L << 40) long bad,
            @ForAll @LongRange(min = 0, max = 1L << 40) long any) {
        long length = bad / 16 + 1;
        long begin = 1 + any % Math.max(1, bad - length);
        LongPredicate isGood = revision -> revision >= begin && revision < begin + length && revision < bad;
        assertThat(looks(bad, 1, isGood))
                .satisfies(looks ->
                        assertThat(bad == 1 || isGood.test(looks.getLast())).isTrue());
    }

    /** Where it looks until it finds something good, in a log that begins with a revision. */
    private static List<Long> looks(long bad, long first, LongPredicate isGood) {
        GallopingSearch search = new GallopingSearch(bad);
        List<Long> looks = new ArrayList<>();
        for (OptionalLong next = search.next(); next.isPresent(); next = search.next()) {
            long revision = next.getAsLong();
            if (revision < first) {
                search.notOnTheLog(revision);
                continue;
            }
            looks.add(revision);
            if (isGood.test(revision)) {
                return looks;
            }
            search.notGood(revision);
        }
        return looks;
    }
}
