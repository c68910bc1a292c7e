package dev.gyre.schemas;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Lets equal parts of trees be one in memory, as {@link String#intern} does for strings: what pods of one template say is there
 * once, and what all pods say, too. For trees that are kept and only read, such as those of views and caches, where an object
 * takes a fifth of the memory.
 *
 * <p>Parts that were seen lately stand in a table of a fixed size, so that nothing has to be given back, whatever is read. One
 * that has fallen out of it is kept a second time, which costs memory and nothing else. Parts are equal only where they
 * would be written alike: with their keys in the same order, and numbers in the same form.
 */
public final class SharedTrees {

    private static final int SLOTS = 1 << 16;

    /** Longer texts are hardly ever said twice. */
    private static final int LONGEST_TEXT = 128;

    /** What is larger, in characters and nodes, is shared in its parts only, so that the table holds no more than some 100 MB. */
    private static final int LARGEST_PART = 2_048;

    private static final int OF_AN_OBJECT = 1;
    private static final int OF_AN_ARRAY = 2;

    private static final AtomicReferenceArray<@Nullable JsonNode> SEEN = new AtomicReferenceArray<>(SLOTS);

    private SharedTrees() {}

    /**
     * The same tree, its parts replaced by equal ones that were seen before.
     *
     * @param fresh nobody else's yet; from now on it must not be changed, nor any part of it
     */
    public static ObjectNode of(ObjectNode fresh) {
        new Walk().entries(fresh);
        return fresh;
    }

    /** From the leaves up, so that the parts of a part are shared before it is compared. */
    private static final class Walk {
        /** Of what was looked at last. */
        private int hash;

        private int weight;

        JsonNode part(JsonNode node) {
            switch (node) {
                case ObjectNode object -> entries(object);
                case ArrayNode array -> elements(array);
                default -> leaf(node);
            }
            return weight <= LARGEST_PART && isShareable(node) ? twin(node, slot(hash)) : node;
        }

        private void entries(ObjectNode object) {
            int all = OF_AN_OBJECT;
            int sum = 1;
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                JsonNode child = entry.getValue();
                JsonNode shared = part(child);
                if (shared != child) {
                    entry.setValue(shared);
                }
                all = withEntry(all, entry.getKey(), hash);
                sum += weight + 1;
            }
            hash = all;
            weight = sum;
        }

        private void elements(ArrayNode array) {
            int all = OF_AN_ARRAY;
            int sum = 1;
            for (int i = 0; i < array.size(); i++) {
                JsonNode child = array.get(i);
                JsonNode shared = part(child);
                if (shared != child) {
                    array.set(i, shared);
                }
                all = withElement(all, hash);
                sum += weight;
            }
            hash = all;
            weight = sum;
        }

        private void leaf(JsonNode node) {
            hash = node.hashCode();
            weight = node instanceof StringNode ? node.asString().length() : 1;
        }

        private static JsonNode twin(JsonNode node, int slot) {
            JsonNode seen = SEEN.getAcquire(slot);
            assert seen == null || isAsItWas(seen, slot) : "somebody has changed a part that is shared: " + seen;
            if (seen != null && areAlike(seen, node)) {
                return seen;
            }
            SEEN.setRelease(slot, node);
            return node;
        }
    }

    /** Nobody changes what is shared: tests look, whenever they come by. */
    private static boolean isAsItWas(JsonNode seen, int slot) {
        return slot(hash(seen)) == slot;
    }

    private static int hash(JsonNode node) {
        int all;
        switch (node) {
            case ObjectNode object -> {
                all = OF_AN_OBJECT;
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    all = withEntry(all, entry.getKey(), hash(entry.getValue()));
                }
            }
            case ArrayNode array -> {
                all = OF_AN_ARRAY;
                for (JsonNode element : array) {
                    all = withElement(all, hash(element));
                }
            }
            default -> all = node.hashCode();
        }
        return all;
    }

    private static int withEntry(int all, String key, int value) {
        return 31 * (31 * all + key.hashCode()) + value;
    }

    private static int withElement(int all, int element) {
        return 31 * all + element;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }

    /** Of numbers only those that are equal in one form; truth values and null are shared anyway. */
    private static boolean isShareable(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> true;
            case ArrayNode array -> true;
            case StringNode text -> text.asString().length() <= LONGEST_TEXT;
            case IntNode number -> true;
            default -> false;
        };
    }

    private static boolean areAlike(JsonNode a, JsonNode b) {
        if (a instanceof ObjectNode one && b instanceof ObjectNode other) {
            return haveAlikeEntries(one, other);
        }
        if (a instanceof ArrayNode one && b instanceof ArrayNode other) {
            return haveAlikeElements(one, other);
        }
        return areAlikeLeaves(a, b);
    }

    private static boolean haveAlikeEntries(ObjectNode one, ObjectNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        var theirs = other.properties().iterator();
        for (Map.Entry<String, JsonNode> entry : one.properties()) {
            Map.Entry<String, JsonNode> their = theirs.next();
            if (!entry.getKey().equals(their.getKey()) || !areAlikeParts(entry.getValue(), their.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean haveAlikeElements(ArrayNode one, ArrayNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!areAlikeParts(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Containers have been shared before; where they are not one by now, they are not taken for it. */
    private static boolean areAlikeParts(JsonNode a, JsonNode b) {
        return a == b || areAlikeLeaves(a, b);
    }

    private static boolean areAlikeLeaves(JsonNode a, JsonNode b) {
        return (a instanceof StringNode || a instanceof IntNode || a instanceof LongNode)
                && a.getClass() == b.getClass()
                && a.equals(b);
    }
}
