package dev.gyre.node.proxy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One Service's part of the table. Chains and sets are its own by name; elements of the shared sets and maps are claims
 * that another Service may make too.
 *
 * @param sets declarations of sets, by name
 * @param chains the rules of chains, by name
 * @param elements what maps and sets of the table hold; the value of a set's element is empty
 * @param datagrams where UDP may go: by an address with a port (or {@code *} with a node port) the places behind it
 */
record Fragment(
        SortedMap<String, String> sets,
        SortedMap<String, List<String>> chains,
        SortedMap<Element, String> elements,
        Map<String, Set<String>> datagrams) {

    static final Fragment NONE = new Fragment(
            Collections.emptySortedMap(), Collections.emptySortedMap(), Collections.emptySortedMap(), Map.of());

    /** A key in one of the table's sets or maps. */
    record Element(String set, String key) implements Comparable<Element> {
        @Override
        public int compareTo(Element other) {
            int bySet = set.compareTo(other.set);
            return bySet != 0 ? bySet : key.compareTo(other.key);
        }
    }

    /** Gathers a fragment. */
    static final class Draft {
        private final SortedMap<String, String> sets = new TreeMap<>();
        private final SortedMap<String, List<String>> chains = new TreeMap<>();
        private final SortedMap<Element, String> elements = new TreeMap<>();
        private final Map<String, Set<String>> datagrams = new TreeMap<>();

        void set(String name, String declaration) {
            sets.put(name, declaration);
        }

        void chain(String name, List<String> rules) {
            chains.put(name, List.copyOf(rules));
        }

        boolean hasChain(String name) {
            return chains.containsKey(name);
        }

        /** The first claim within a Service stands: two of its ports may ask for the same address. */
        void element(String set, String key, String value) {
            elements.putIfAbsent(new Element(set, key), value);
        }

        void datagrams(String front, Set<String> places) {
            datagrams.putIfAbsent(front, places);
        }

        Fragment done() {
            return new Fragment(sets, chains, elements, datagrams);
        }
    }
}
