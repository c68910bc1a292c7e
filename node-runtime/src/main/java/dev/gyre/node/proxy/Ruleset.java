package dev.gyre.node.proxy;

import dev.gyre.node.proxy.Fragment.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole table as the fragments of all Services make it. Replacing one fragment answers the edits that this needs, in
 * proportion to the change. Where several Services claim one element, the first in order has it, and the next when that
 * one goes.
 */
final class Ruleset {

    private final SortedMap<ServiceName, Fragment> fragments = new TreeMap<>();
    private final Map<Element, SortedMap<ServiceName, String>> claims = new HashMap<>();
    private long datagramChanges;

    /** Puts a fragment in place of the one that this Service has; {@link Fragment#NONE} takes it away. */
    List<Edit> replace(ServiceName owner, Fragment next) {
        Fragment now = fragments.getOrDefault(owner, Fragment.NONE);
        if (now.equals(next)) {
            return List.of();
        }
        if (next.equals(Fragment.NONE)) {
            fragments.remove(owner);
        } else {
            fragments.put(owner, next);
        }
        if (!now.datagrams().equals(next.datagrams())) {
            datagramChanges++;
        }
        List<Edit> edits = new ArrayList<>();
        declare(now, next, edits);
        elements(owner, now, next, edits);
        remove(now, next, edits);
        return edits;
    }

    private static void declare(Fragment now, Fragment next, List<Edit> edits) {
        next.sets().forEach((name, declaration) -> {
            if (!now.sets().containsKey(name)) {
                edits.add(new Edit.AddSet(name, declaration));
            }
        });
        next.chains().keySet().stream()
                .filter(name -> !now.chains().containsKey(name))
                .forEach(name -> edits.add(new Edit.AddChain(name)));
        Set<String> redeclared = redeclared(now, next);
        next.chains().forEach((name, rules) -> {
            if (!rules.equals(now.chains().get(name)) && redeclared.isEmpty()) {
                edits.add(new Edit.SetRules(name, rules));
            }
        });
        redeclare(now, next, redeclared, edits);
    }

    /** A set keeps its declaration for life: a new affinity timeout needs new sets, and rules that let go of the old. */
    private static void redeclare(Fragment now, Fragment next, Set<String> redeclared, List<Edit> edits) {
        if (redeclared.isEmpty()) {
            return;
        }
        now.chains().keySet().forEach(name -> edits.add(new Edit.SetRules(name, List.of())));
        redeclared.forEach(name -> {
            edits.add(new Edit.DeleteSet(name));
            edits.add(new Edit.AddSet(name, next.sets().getOrDefault(name, "")));
        });
        next.chains().forEach((name, rules) -> edits.add(new Edit.SetRules(name, rules)));
    }

    private static Set<String> redeclared(Fragment now, Fragment next) {
        Set<String> names = new java.util.TreeSet<>();
        next.sets().forEach((name, declaration) -> {
            String before = now.sets().get(name);
            if (before != null && !before.equals(declaration)) {
                names.add(name);
            }
        });
        return names;
    }

    private void elements(ServiceName owner, Fragment now, Fragment next, List<Edit> edits) {
        now.elements().forEach((element, value) -> {
            String wanted = next.elements().get(element);
            if (wanted == null) {
                claim(owner, element, null, edits);
            }
        });
        next.elements().forEach((element, value) -> {
            if (!value.equals(now.elements().get(element))) {
                claim(owner, element, value, edits);
            }
        });
    }

    private void claim(ServiceName owner, Element element, @Nullable String value, List<Edit> edits) {
        SortedMap<ServiceName, String> claimed = claims.computeIfAbsent(element, any -> new TreeMap<>());
        String before = effective(claimed);
        if (value == null) {
            claimed.remove(owner);
        } else {
            claimed.put(owner, value);
        }
        String after = effective(claimed);
        if (claimed.isEmpty()) {
            claims.remove(element);
        }
        if (before != null && !before.equals(after)) {
            edits.add(new Edit.DeleteElement(element));
        }
        if (after != null && !after.equals(before)) {
            edits.add(new Edit.AddElement(element, after));
        }
    }

    private static @Nullable String effective(SortedMap<ServiceName, String> claimed) {
        return claimed.isEmpty() ? null : claimed.get(claimed.firstKey());
    }

    private static void remove(Fragment now, Fragment next, List<Edit> edits) {
        List<String> gone = now.chains().keySet().stream()
                .filter(name -> !next.chains().containsKey(name))
                .toList();
        gone.forEach(name -> edits.add(new Edit.SetRules(name, List.of())));
        gone.forEach(name -> edits.add(new Edit.DeleteChain(name)));
        now.sets().keySet().stream()
                .filter(name -> !next.sets().containsKey(name))
                .forEach(name -> edits.add(new Edit.DeleteSet(name)));
    }

    /** Everything, for a table that holds nothing yet. */
    List<Edit> all() {
        List<Edit> edits = new ArrayList<>();
        fragments.values().forEach(f -> f.sets().forEach((name, d) -> edits.add(new Edit.AddSet(name, d))));
        fragments.values().forEach(f -> f.chains().keySet().forEach(name -> edits.add(new Edit.AddChain(name))));
        fragments.values().forEach(f -> f.chains().forEach((name, rules) -> edits.add(new Edit.SetRules(name, rules))));
        new TreeMap<>(claims).forEach((element, claimed) -> {
            String value = effective(claimed);
            if (value != null) {
                edits.add(new Edit.AddElement(element, value));
            }
        });
        return edits;
    }

    /** How often the routes of datagrams have changed. */
    long datagramChanges() {
        return datagramChanges;
    }

    /** Where UDP may go, by the address it was sent to. */
    Map<String, Set<String>> datagrams() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        fragments.values().forEach(fragment -> fragment.datagrams().forEach(all::putIfAbsent));
        return all;
    }
}
