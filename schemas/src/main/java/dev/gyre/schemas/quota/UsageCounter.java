package dev.gyre.schemas.quota;

import dev.gyre.schemas.Json;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a namespace's objects of one kind take together. What was counted last is remembered for a bounded number of
 * namespaces, which makes the next count cheap and changes nothing about its result: it is that of the objects it is shown.
 */
public final class UsageCounter<T> {

    private static final int MAX_REMEMBERED = 256;

    private record Place(String namespace, String groupResource) {}

    private final Map<Place, Tally<T>> remembered = new LinkedHashMap<>();

    public Usage count(String namespace, String group, String plural, NamespaceContent<T> content) {
        String groupResource = group.isEmpty() ? plural : plural + "." + group;
        if (ObjectUsage.isUniform(groupResource)) {
            Usage usage = new Usage();
            usage.add(Traits.NONE, ObjectUsage.of(groupResource, Json.object()), content.count(group, plural));
            return usage;
        }
        Place place = new Place(namespace, groupResource);
        Tally<T> before = recall(place);
        Tally<T> now =
                (before == null ? Tally.<T>empty() : before).over(groupResource, content.list(group, plural), content);
        remember(place, now);
        return now.usage();
    }

    private synchronized @Nullable Tally<T> recall(Place place) {
        return remembered.get(place);
    }

    /** The place counted last goes last. */
    private synchronized void remember(Place place, Tally<T> tally) {
        remembered.remove(place);
        remembered.put(place, tally);
        if (remembered.size() > MAX_REMEMBERED) {
            Iterator<Place> oldest = remembered.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
