package dev.gyre.schemas.quota;

import dev.gyre.schemas.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/**
 * Objects of one kind in one namespace that have been counted. The next picture of them is counted by what has changed: both
 * are walked side by side, and an object that is still the same costs one comparison.
 */
record Tally<T>(List<T> objects, Usage usage) {

    static <T> Tally<T> empty() {
        return new Tally<>(List.of(), new Usage());
    }

    Tally<T> over(String groupResource, Iterable<? extends T> now, NamespaceContent<T> content) {
        Usage next = new Usage(usage);
        List<T> counted = new ArrayList<>(objects.size() + 1);
        int before = 0;
        for (T object : now) {
            if (before < objects.size() && objects.get(before) == object) {
                before++;
            } else {
                String name = content.name(object);
                while (before < objects.size()
                        && content.name(objects.get(before)).compareTo(name) <= 0) {
                    count(groupResource, content.json(objects.get(before++)), -1, next);
                }
                count(groupResource, content.json(object), 1, next);
            }
            counted.add(object);
        }
        while (before < objects.size()) {
            count(groupResource, content.json(objects.get(before++)), -1, next);
        }
        return new Tally<>(counted, next);
    }

    private static void count(String groupResource, JsonNode object, int times, Usage usage) {
        SortedMap<String, Quantity> amounts = ObjectUsage.of(groupResource, object);
        usage.add(Traits.of(groupResource, object), amounts, times);
    }
}
