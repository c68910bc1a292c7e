package dev.gyre.actors.view;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Objects under words (an owner's uid, a namespace, a node's name): each word leads to the objects that carry it. */
final class Index {

    static final Index EMPTY = new Index(PersistentMap.empty());

    private final PersistentMap<String, PersistentMap<ResourceKey, Resource>> byWord;

    private Index(PersistentMap<String, PersistentMap<ResourceKey, Resource>> byWord) {
        this.byWord = byWord;
    }

    /** Of many objects, faster than one change after the other. */
    static Index of(Collection<Resource> objects, Function<Resource, Collection<String>> words) {
        Map<String, PersistentMap.Builder<ResourceKey, Resource>> byWord = new HashMap<>();
        for (Resource object : objects) {
            for (String word : words.apply(object)) {
                byWord.computeIfAbsent(word, none -> PersistentMap.builder()).put(object.key(), object);
            }
        }
        PersistentMap.Builder<String, PersistentMap<ResourceKey, Resource>> index = PersistentMap.builder();
        byWord.forEach((word, some) -> index.put(word, some.build()));
        return new Index(index.build());
    }

    List<Resource> get(String word) {
        return byWord.get(word).map(PersistentMap::values).orElse(List.of());
    }

    int count(String word) {
        return byWord.get(word).map(PersistentMap::size).orElse(0);
    }

    Index with(Collection<String> words, Resource resource) {
        var changed = byWord;
        for (String word : words) {
            var objects = changed.get(word).orElseGet(PersistentMap::empty);
            changed = changed.with(word, objects.with(resource.key(), resource));
        }
        return changed == byWord ? this : new Index(changed);
    }

    Index without(Collection<String> words, ResourceKey key) {
        var changed = byWord;
        for (String word : words) {
            var objects = changed.get(word).orElseGet(PersistentMap::empty).without(key);
            changed = objects.isEmpty() ? changed.without(word) : changed.with(word, objects);
        }
        return changed == byWord ? this : new Index(changed);
    }
}
