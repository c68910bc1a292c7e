package dev.gyre.node.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * All names that exist and the records at each. A name exists as long as it has a record, was named for its own sake, or
 * has a name below it: that is what tells "there is no such name" from "there is nothing of that type". One thread
 * writes, any number read without a lock; a reader sees each name as it was before a change or after it.
 */
final class NameTree {

    /**
     * One name.
     *
     * @param uses how often it was named, by a record or for its own sake, here or below
     */
    private record Node(List<Record> records, int uses) {
        static final Node ABSENT = new Node(List.of(), 0);

        @Nullable
        Node ifUsed() {
            return uses == 0 ? null : this;
        }
    }

    private final Map<Name, Node> nodes = new ConcurrentHashMap<>();

    /** The records at a name; null where there is no such name. */
    @Nullable
    List<Record> at(Name name) {
        Node node = nodes.get(name);
        return node == null ? null : node.records();
    }

    void add(Record each) {
        use(each.getName(), 1);
        nodes.computeIfPresent(each.getName(), (name, node) -> {
            List<Record> records = new ArrayList<>(node.records());
            records.add(each);
            return new Node(List.copyOf(records), node.uses());
        });
    }

    void remove(Record each) {
        nodes.computeIfPresent(each.getName(), (name, node) -> {
            List<Record> records = new ArrayList<>(node.records());
            records.remove(each);
            return new Node(List.copyOf(records), node.uses());
        });
        use(each.getName(), -1);
    }

    void addName(Name name) {
        use(name, 1);
    }

    void removeName(Name name) {
        use(name, -1);
    }

    private void use(Name name, int change) {
        for (Name each = name; each.labels() > 1; each = new Name(each, 1)) {
            nodes.compute(each, (key, node) -> {
                Node old = node == null ? Node.ABSENT : node;
                return new Node(old.records(), old.uses() + change).ifUsed();
            });
        }
    }

    int size() {
        return nodes.size();
    }

    /** Every name with its records, both in order: for comparing and printing. */
    Map<String, List<String>> dump() {
        Map<String, List<String>> all = new TreeMap<>();
        nodes.forEach((name, node) -> all.put(
                name.toString(),
                node.records().stream().map(Record::toString).sorted().toList()));
        return all;
    }

    void clear(Collection<Record> fixed) {
        nodes.clear();
        fixed.forEach(this::add);
    }
}
