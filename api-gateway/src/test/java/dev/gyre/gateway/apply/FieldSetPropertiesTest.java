package dev.gyre.gateway.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A set of fields is a set of paths, whatever form it has; and that form is the only one of its paths. */
class FieldSetPropertiesTest {

    private static final String[] ELEMENTS = {
        "f:a", "f:b", "f:.", "k:{\"name\":\"x\"}", "k:{\"port\":80,\"protocol\":\"TCP\"}", "v:\"x\"", "v:1", "i:0"
    };

    @Provide
    Arbitrary<Set<List<String>>> paths() {
        return Arbitraries.of(ELEMENTS).list().ofMinSize(1).ofMaxSize(4).set().ofMaxSize(12);
    }

    @Property
    void unionHasThePathsOfBoth(@ForAll("paths") Set<List<String>> a, @ForAll("paths") Set<List<String>> b) {
        Set<List<String>> both = new HashSet<>(a);
        both.addAll(b);
        assertThat(set(a).union(set(b))).isEqualTo(set(both));
    }

    @Property
    void intersectionHasThePathsThatBothHave(
            @ForAll("paths") Set<List<String>> a, @ForAll("paths") Set<List<String>> b) {
        assertThat(set(a).intersection(set(b))).isEqualTo(set(filtered(a, b::contains)));
    }

    @Property
    void differenceHasThePathsThatTheOtherLacks(
            @ForAll("paths") Set<List<String>> a, @ForAll("paths") Set<List<String>> b) {
        assertThat(set(a).difference(set(b))).isEqualTo(set(filtered(a, path -> !b.contains(path))));
    }

    @Property
    void deepDifferenceTakesWhatIsBelowAsWell(
            @ForAll("paths") Set<List<String>> a, @ForAll("paths") Set<List<String>> b) {
        Predicate<List<String>> isKept = path -> {
            for (int length = 1; length <= path.size(); length++) {
                if (b.contains(path.subList(0, length))) {
                    return false;
                }
            }
            return true;
        };
        assertThat(set(a).deepDifference(set(b))).isEqualTo(set(filtered(a, isKept)));
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll("paths") Set<List<String>> paths) {
        FieldSet set = set(paths);
        assertThat(new HashSet<>(set.paths())).isEqualTo(paths);
        FieldSet read = FieldSet.read(Json.readObject(Json.write(set.json())));
        assertThat(read).isEqualTo(set);
        assertThat(read.json().toString())
                .as("in the same order")
                .isEqualTo(set.json().toString());
    }

    @Property
    void nothingIsChangedInPlace(@ForAll("paths") Set<List<String>> a, @ForAll("paths") Set<List<String>> b) {
        FieldSet left = set(a);
        FieldSet right = set(b);
        left.union(right).difference(left).union(left.intersection(right)).deepDifference(right);
        assertThat(left).isEqualTo(set(a));
        assertThat(right).isEqualTo(set(b));
    }

    private static Set<List<String>> filtered(Set<List<String>> paths, Predicate<List<String>> filter) {
        Set<List<String>> kept = new HashSet<>(paths);
        kept.removeIf(filter.negate());
        return kept;
    }

    private static FieldSet set(Set<List<String>> paths) {
        FieldSet.Builder builder = new FieldSet.Builder();
        new ArrayList<>(paths).forEach(builder::add);
        return builder.build();
    }
}
