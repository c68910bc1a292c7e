package dev.gyre.events.telemetry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import kamon.tag.TagSet;

/**
 * The instruments of one family, by the values of its labels. There are never more than a bound: what would come after is
 * counted under labels that say {@code other}. A label without a value is not written, which to Prometheus is the same.
 */
final class Series<I> {

    static final int MOST = 2_000;

    private static final String OTHER = "other";

    private final List<String> labels;
    private final int most;
    private final Function<TagSet, I> instrument;
    private final Map<List<String>, I> known = new ConcurrentHashMap<>();
    private final List<String> other;

    Series(List<String> labels, int most, Function<TagSet, I> instrument) {
        this.labels = labels;
        this.most = most;
        this.instrument = instrument;
        this.other = labels.stream().map(label -> OTHER).toList();
    }

    I of(String... values) {
        List<String> key = Arrays.asList(values);
        I found = known.get(key);
        return found == null ? first(List.of(values)) : found;
    }

    private synchronized I first(List<String> values) {
        if (values.size() != labels.size()) {
            throw new IllegalArgumentException(values + " are no values of " + labels);
        }
        List<String> key = known.size() < most ? values : other;
        return known.computeIfAbsent(key, asked -> instrument.apply(tags(asked)));
    }

    private TagSet tags(List<String> values) {
        Map<String, Object> tags = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            tags.put(labels.get(i), values.get(i));
        }
        return TagSet.from(tags);
    }
}
