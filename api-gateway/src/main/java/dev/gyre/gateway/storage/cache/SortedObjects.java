package dev.gyre.gateway.storage.cache;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.Comparator;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.TreeMap;
import scala.math.Ordering;

/**
 * The objects of one kind, sorted by key, as a persistent map: a changed map shares all but a path with the one before it,
 * so that keeping a snapshot of every revision costs little. Ranges and their sizes take logarithmic time. This is the
 * way in to Scala's map.
 */
final class SortedObjects {

    private static final Comparator<ResourceKey> BY_NAMESPACE_AND_NAME =
            Comparator.comparing(ResourceKey::namespace).thenComparing(ResourceKey::name);

    static final SortedObjects EMPTY =
            new SortedObjects(new TreeMap<>(Ordering.comparatorToOrdering(BY_NAMESPACE_AND_NAME)));

    private final TreeMap<ResourceKey, StoredObject> objects;

    private SortedObjects(TreeMap<ResourceKey, StoredObject> objects) {
        this.objects = objects;
    }

    SortedObjects with(StoredObject object) {
        return new SortedObjects(objects.updated(object.key(), object));
    }

    SortedObjects without(ResourceKey key) {
        return new SortedObjects(objects.removed(key));
    }

    boolean isEmpty() {
        return objects.isEmpty();
    }

    @Nullable
    StoredObject get(ResourceKey key) {
        return objects.getOrElse(key, () -> null);
    }

    /** How many there are; an empty namespace means all. */
    int count(String group, String plural, String namespace) {
        return within(group, plural, namespace).size();
    }

    /** In order, from behind {@code after} or from the start. */
    Iterable<StoredObject> list(String group, String plural, String namespace, @Nullable ResourceKey after) {
        TreeMap<ResourceKey, StoredObject> within = within(group, plural, namespace);
        if (after == null) {
            return () -> new ScalaIterator(within.valuesIterator());
        }
        // No name is shorter than this one and still behind it.
        ResourceKey next = new ResourceKey(group, plural, after.namespace(), after.name() + "\0");
        return () -> new ScalaIterator(within.valuesIteratorFrom(next));
    }

    /** A part of the sorted map; it shares the map's nodes. */
    @SuppressWarnings("unchecked") // Scala's range answers the type of the collection, which Java sees erased.
    private TreeMap<ResourceKey, StoredObject> within(String group, String plural, String namespace) {
        if (namespace.isEmpty()) {
            return objects;
        }
        ResourceKey from = new ResourceKey(group, plural, namespace, "");
        ResourceKey until = new ResourceKey(group, plural, namespace + "\0", "");
        return (TreeMap<ResourceKey, StoredObject>) (Object) objects.range(from, until);
    }

    private record ScalaIterator(scala.collection.Iterator<StoredObject> values) implements Iterator<StoredObject> {
        @Override
        public boolean hasNext() {
            return values.hasNext();
        }

        @Override
        public StoredObject next() {
            return values.next();
        }
    }
}
