package dev.gyre.cli.whatif;

import dev.gyre.cli.whatif.Forecast.Entry;
import dev.gyre.cli.whatif.Forecast.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A forecast for people. Of more than a few pods that one controller has in the same way, one is told of with its reason, and of all of
 * them how many are where, or why they wait: so it stays as short as there are owners, however many pods and nodes.
 */
final class ForecastText {

    /** As many pods of one controller are told of one by one. */
    private static final int MAX_ALIKE = 3;

    private static final int MAX_PLACES = 8;

    private final StringBuilder text = new StringBuilder();

    private ForecastText() {}

    static String of(Forecast forecast) {
        ForecastText text = new ForecastText();
        for (Kind kind : Kind.values()) {
            text.add(
                    kind,
                    forecast.entries().stream()
                            .filter(entry -> entry.kind() == kind)
                            .toList());
        }
        return text.text.isEmpty() ? "nothing would happen\n" : text.text.toString();
    }

    private void add(Kind kind, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        text.append(kind == Kind.PENDING ? "left pending" : "would be " + word(kind))
                .append(": ")
                .append(entries.size())
                .append('\n');
        for (List<Entry> alike : byOwner(entries)) {
            if (alike.size() > MAX_ALIKE) {
                addAlike(alike);
            } else {
                alike.forEach(this::add);
            }
        }
    }

    /** Pods that have an owner in common, and everything else for itself, each where the first of it is. */
    private static List<List<Entry>> byOwner(List<Entry> entries) {
        Map<String, List<Entry>> groups = new LinkedHashMap<>();
        for (Entry entry : entries) {
            String group = entry.isPod() && !entry.owner().isEmpty()
                    ? entry.key().namespace() + "/" + entry.owner()
                    : entry.key().toString();
            groups.computeIfAbsent(group, any -> new ArrayList<>()).add(entry);
        }
        return List.copyOf(groups.values());
    }

    private void addAlike(List<Entry> alike) {
        Entry first = alike.getFirst();
        text.append("  ")
                .append(first.key())
                .append(" and ")
                .append(alike.size() - 1)
                .append(" more of ")
                .append(first.owner())
                .append('\n');
        Map<String, Integer> places = new TreeMap<>();
        alike.forEach(entry -> places.merge(String.join("; ", entry.what()), 1, Integer::sum));
        places.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(MAX_PLACES)
                .forEach(place -> text.append("      ")
                        .append(place.getValue())
                        .append(": ")
                        .append(place.getKey())
                        .append('\n'));
        if (places.size() > MAX_PLACES) {
            text.append("      and in ").append(places.size() - MAX_PLACES).append(" other ways\n");
        }
        addReason(first);
    }

    private void add(Entry entry) {
        boolean isShort = entry.what().size() == 1 && entry.isPod();
        text.append("  ").append(entry.key());
        if (isShort) {
            text.append(", ").append(entry.what().getFirst());
        }
        text.append('\n');
        if (!isShort) {
            entry.what().forEach(what -> text.append("      ").append(what).append('\n'));
        }
        addReason(entry);
    }

    private void addReason(Entry entry) {
        if (!entry.why().isEmpty()) {
            text.append("      by ").append(entry.why()).append('\n');
        }
    }

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
