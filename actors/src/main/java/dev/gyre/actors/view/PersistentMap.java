package dev.gyre.actors.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.RedBlackTree;
import scala.collection.immutable.TreeMap;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;
import scala.math.Ordering;
import scala.math.Ordering$;

/**
 * An immutable ordered map in which a change makes a new map that shares all but a path with the old one. The only place
 * that knows it is Scala's (which Pekko and Kafka bring along).
 */
final class PersistentMap<K, V> {

    private final TreeMap<K, V> tree;

    /** All values, once somebody has asked for them: who asks again sees by the list itself that nothing has changed. */
    private volatile @Nullable List<V> values;

    private PersistentMap(TreeMap<K, V> tree) {
        this.tree = tree;
    }

    static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
        return new PersistentMap<>(new TreeMap<>(PersistentMap.<K>naturalOrder()));
    }

    /**
     * Makes a map of many entries faster than one change after the other: what comes in the order of its keys is not compared
     * again. Of entries with one key the last counts.
     */
    static final class Builder<K, V> {
        private final Ordering<K> order;
        private final List<Tuple2<K, V>> entries = new ArrayList<>();
        private boolean isInOrder = true;

        private Builder(Ordering<K> order) {
            this.order = order;
        }

        void put(K key, V value) {
            isInOrder &= entries.isEmpty() || order.compare(entries.getLast()._1(), key) < 0;
            entries.add(new Tuple2<>(key, value));
        }

        PersistentMap<K, V> build() {
            List<Tuple2<K, V>> ordered = isInOrder ? entries : inOrder();
            Iterator<Tuple2<K, V>> each = CollectionConverters.asScala(ordered.iterator());
            return new PersistentMap<>(new TreeMap<>(RedBlackTree.fromOrderedEntries(each, ordered.size()), order));
        }

        private List<Tuple2<K, V>> inOrder() {
            entries.sort((one, other) -> order.compare(one._1(), other._1()));
            List<Tuple2<K, V>> last = new ArrayList<>(entries.size());
            for (int i = 0; i < entries.size(); i++) {
                boolean isLast = i + 1 == entries.size()
                        || order.compare(entries.get(i)._1(), entries.get(i + 1)._1()) < 0;
                if (isLast) {
                    last.add(entries.get(i));
                }
            }
            return last;
        }
    }

    static <K extends Comparable<K>, V> Builder<K, V> builder() {
        return new Builder<>(PersistentMap.<K>naturalOrder());
    }

    private static <K extends Comparable<K>> Ordering<K> naturalOrder() {
        return Ordering$.MODULE$.comparatorToOrdering(Comparator.<K>naturalOrder());
    }

    PersistentMap<K, V> with(K key, V value) {
        return new PersistentMap<>(tree.updated(key, value));
    }

    PersistentMap<K, V> without(K key) {
        return tree.contains(key) ? new PersistentMap<>(tree.removed(key)) : this;
    }

    Optional<V> get(K key) {
        return OptionConverters.toJava(tree.get(key));
    }

    int size() {
        return tree.size();
    }

    boolean isEmpty() {
        return tree.isEmpty();
    }

    /** In the order of their keys; the same list for as long as this map is. */
    List<V> values() {
        List<V> known = values;
        if (known == null) {
            List<V> read = new ArrayList<>(tree.size());
            Iterator<V> each = tree.valuesIterator();
            while (each.hasNext()) {
                read.add(each.next());
            }
            known = Collections.unmodifiableList(read);
            values = known;
        }
        return known;
    }

    /** Those whose keys are at or after {@code from} and before {@code to}, in the order of their keys. */
    List<V> values(K from, K to) {
        return new PersistentMap<>(tree.range(from, to)).values();
    }

    Map<K, V> asJava() {
        return CollectionConverters.asJava(tree);
    }
}
