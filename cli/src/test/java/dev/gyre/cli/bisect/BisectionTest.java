package dev.gyre.cli.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BisectionTest {

    @Property
    void whateverWasFirstIsFoundInFewSteps(
            @ForAll @IntRange(min = 1, max = 300) int changes, @ForAll @IntRange(max = 299) int any) {
        int first = any % changes;
        Bisection bisection = new Bisection(changes);
        int steps = search(bisection, first, Set.of());

        assertThat(bisection.suspects()).isEqualTo(1);
        assertThat(bisection.firstSuspect()).isEqualTo(first);
        assertThat(steps).isLessThanOrEqualTo(32 - Integer.numberOfLeadingZeros(changes));
    }

    @Property
    void whatCannotBeTestedNeverHidesTheFirst(
            @ForAll @IntRange(min = 1, max = 60) int changes,
            @ForAll @IntRange(max = 59) int any,
            @ForAll Set<@IntRange(max = 59) Integer> untestable) {
        int first = any % changes;
        Bisection bisection = new Bisection(changes);
        search(bisection, first, untestable);

        assertThat(first).isBetween(bisection.firstSuspect(), bisection.firstSuspect() + bisection.suspects() - 1);
        for (int suspect = bisection.firstSuspect();
                suspect < bisection.firstSuspect() + bisection.suspects() - 1;
                suspect++) {
            assertThat(untestable).contains(suspect);
        }
    }

    @Test
    void exitCodesMeanWhatTheyMeanToGit() {
        assertThat(Verdict.ofExitCode(0)).isEqualTo(Verdict.GOOD);
        assertThat(Verdict.ofExitCode(1)).isEqualTo(Verdict.BAD);
        assertThat(Verdict.ofExitCode(127)).isEqualTo(Verdict.BAD);
        assertThat(Verdict.ofExitCode(125)).isEqualTo(Verdict.UNTESTABLE);
        assertThat(Verdict.ofExitCode(128)).isEqualTo(Verdict.ABORT);
        assertThat(Verdict.ofExitCode(143)).isEqualTo(Verdict.ABORT);
    }

    private static int search(Bisection bisection, int first, Set<Integer> untestable) {
        Set<Integer> asked = new HashSet<>();
        for (OptionalInt next = bisection.next(); next.isPresent(); next = bisection.next()) {
            int change = next.getAsInt();
            assertThat(asked.add(change)).as("asked twice about " + change).isTrue();
            bisection.answer(
                    change,
                    untestable.contains(change) ? Verdict.UNTESTABLE : change < first ? Verdict.GOOD : Verdict.BAD);
        }
        return asked.size();
    }
}
