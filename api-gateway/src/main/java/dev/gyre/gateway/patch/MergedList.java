package dev.gyre.gateway.patch;

import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * The order of a merged list. Items that the patch names stand in the patch's order, items that only the server has in the
 * server's; a server's item goes before the first of the patch's that stood behind it so far.
 *
 * <p>For example, server a b c d, patch order d b x: what only the server has is a c. a stood before d: a first; c before
 * d: c next; then d b x. The result is a c d b x.
 */
final class MergedList {

    /** Items are looked for one by one, so the work grows with the product of two lengths. */
    private static final long MAX_COMPARISONS = 4_000_000;

    private MergedList() {}

    static void requireModest(ArrayNode list, ArrayNode other) {
        long longest = (long) list.size() + other.size();
        if (longest * longest > MAX_COMPARISONS) {
            throw PatchException.malformed("lists of %d and %d items are too long to be merged item by item"
                    .formatted(list.size(), other.size()));
        }
    }

    /** {@code key} names an item; null for lists of plain values, which name themselves. */
    static ArrayNode inOrder(ArrayNode merged, ArrayNode patchOrder, ArrayNode serverOrder, @Nullable String key) {
        List<JsonNode> fromPatch = new ArrayList<>();
        List<JsonNode> fromServer = new ArrayList<>();
        for (JsonNode item : merged) {
            (indexOf(patchOrder, item, key) >= 0 ? fromPatch : fromServer).add(item);
        }
        fromPatch.sort(Comparator.comparingInt(item -> indexOf(patchOrder, item, key)));
        ArrayNode ordered = Json.MAPPER.createArrayNode();
        int next = 0;
        for (JsonNode item : fromPatch) {
            int at = indexOf(serverOrder, item, key);
            while (next < fromServer.size()) {
                int serverAt = indexOf(serverOrder, fromServer.get(next), key);
                if (serverAt < 0 || at < 0 || serverAt > at) {
                    break;
                }
                ordered.add(fromServer.get(next++));
            }
            ordered.add(item);
        }
        while (next < fromServer.size()) {
            ordered.add(fromServer.get(next++));
        }
        return ordered;
    }

    static int indexOf(ArrayNode list, JsonNode item, @Nullable String key) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode other = list.get(i);
            boolean same = key == null
                    ? SameJson.same(other, item)
                    : item.has(key) && SameJson.same(other.get(key), item.get(key));
            if (same) {
                return i;
            }
        }
        return -1;
    }

    static ArrayNode without(ArrayNode list, ArrayNode removed) {
        ArrayNode rest = Json.MAPPER.createArrayNode();
        for (JsonNode item : list) {
            if (indexOf(removed, item, null) < 0) {
                rest.add(item);
            }
        }
        return rest;
    }

    static void addIfAbsent(ArrayNode list, JsonNode item) {
        if (indexOf(list, item, null) < 0) {
            list.add(item);
        }
    }
}
