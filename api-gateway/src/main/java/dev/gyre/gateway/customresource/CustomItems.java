package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.SameJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The items of a list, by what names them: their keys in a map, themselves in a set, nothing in an atomic list. */
record CustomItems(JsonNode document) {

    private boolean isMap() {
        return document.path("x-kubernetes-list-type").asString("").equals("map");
    }

    private boolean isSet() {
        return document.path("x-kubernetes-list-type").asString("").equals("set");
    }

    /** The places of items whose name another has already. */
    List<Integer> duplicates(JsonNode list) {
        if (!isMap() && !isSet()) {
            return List.of();
        }
        Set<Object> seen = new HashSet<>();
        List<Integer> duplicates = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!seen.add(name(list.get(i)))) {
                duplicates.add(i);
            }
        }
        return duplicates;
    }

    /** The item of an older list that is the same item, changed or not; null where nothing says which that is. */
    @Nullable
    JsonNode counterpart(JsonNode item, @Nullable JsonNode old) {
        if (old == null || !old.isArray()) {
            return null;
        }
        if (isMap()) {
            Object name = name(item);
            for (JsonNode candidate : old) {
                if (name(candidate).equals(name)) {
                    return candidate;
                }
            }
            return null;
        }
        // Items without names are only known again where they have not changed.
        for (JsonNode candidate : old) {
            if (SameJson.same(candidate, item)) {
                return candidate;
            }
        }
        return null;
    }

    private Object name(JsonNode item) {
        if (!isMap()) {
            return item.isNumber() ? item.decimalValue().stripTrailingZeros() : item;
        }
        List<String> keys = new ArrayList<>();
        document.path("x-kubernetes-list-map-keys")
                .forEach(key -> keys.add(String.valueOf(item.get(key.asString("")))));
        return keys;
    }
}
