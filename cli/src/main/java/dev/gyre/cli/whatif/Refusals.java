package dev.gyre.cli.whatif;

import dev.gyre.cli.whatif.Forecast.Entry;
import dev.gyre.cli.whatif.Forecast.Kind;
import dev.gyre.events.history.History;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What controllers could not create or delete, since a quota or a policy was against it. They say so in Events about the object for
 * which they wanted it. A refusal that was overcome is none: something was created for the object afterwards.
 */
final class Refusals {

    private static final Set<String> REASONS = Set.of("FailedCreate", "FailedDelete");

    private final Map<ResourceKey, Resource> after;
    private final History history;

    private Refusals(Map<ResourceKey, Resource> after, History history) {
        this.after = after;
        this.history = history;
    }

    /** One entry an object: the newest refusal. */
    static List<Entry> between(Map<ResourceKey, Resource> before, Map<ResourceKey, Resource> after, History history) {
        Refusals refusals = new Refusals(after, history);
        Map<String, Resource> newest = new TreeMap<>();
        after.forEach((key, object) -> {
            if (key.groupResource().equals("events") && !before.containsKey(key) && isRefusal(object)) {
                newest.merge(uid(object), object, (one, other) -> one.revision() > other.revision() ? one : other);
            }
        });
        List<Entry> entries = new ArrayList<>();
        after.forEach((key, object) -> {
            Resource refusal = newest.get(object.uid());
            if (refusal != null && !refusals.isOvercome(object, refusal)) {
                entries.add(Entry.of(
                        Kind.REFUSED,
                        object,
                        List.of(refusal.json().path("message").asString("")),
                        ""));
            }
        });
        return entries;
    }

    private static boolean isRefusal(Resource event) {
        return REASONS.contains(event.json().path("reason").asString(""));
    }

    private static String uid(Resource event) {
        return event.json().path("involvedObject").path("uid").asString("");
    }

    private boolean isOvercome(Resource object, Resource event) {
        return after.values().stream()
                .filter(child -> child.ownerReferences().stream()
                        .anyMatch(owner -> owner.uid().equals(object.uid())))
                .anyMatch(child -> history.versionsOf(child.key()).getFirst().revision() > event.revision());
    }
}
