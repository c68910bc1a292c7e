package dev.gyre.actors.endpointslice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Spreads endpoints over slices and leaves each where it is. What is gone is taken out, what changed is replaced in its place,
 * and what is new goes first into slices that change anyway, then into the fullest other one that has room for all of it, then
 * into slices of ports that nobody has any more, and only then into new ones. Nothing is ever moved to fill a gap.
 */
public final class SlicePacking {

    private final int maxEndpoints;
    private final Function<JsonNode, String> identity;

    /** @param identity what makes two entries the same endpoint */
    public SlicePacking(int maxEndpoints, Function<JsonNode, String> identity) {
        this.maxEndpoints = maxEndpoints;
        this.identity = identity;
    }

    /**
     * Endpoints that have the same ports.
     *
     * @param ports printed in the same way for the same ports
     */
    public record Group(List<ObjectNode> ports, List<ObjectNode> endpoints) {}

    /** What a slice holds now. */
    public record Slice(String name, List<JsonNode> ports, List<JsonNode> endpoints) {}

    /** What a slice is to hold; {@code name} is null for a new one. */
    public record Packed(@Nullable String name, List<ObjectNode> ports, List<ObjectNode> endpoints) {}

    /** All slices as they are to be; those of the ones there were that are not among them are to go. */
    public List<Packed> pack(List<Slice> slices, List<Group> groups) {
        List<Slice> spare = new ArrayList<>(slices);
        List<List<Draft>> drafts = new ArrayList<>();
        for (Group group : groups) {
            List<Slice> own = slices.stream()
                    .filter(slice -> slice.ports().equals(group.ports())
                            && !slice.endpoints().isEmpty())
                    .toList();
            spare.removeAll(own);
            drafts.add(packed(own, group));
        }
        List<Packed> packed = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            for (Draft draft : drafts.get(i)) {
                if (draft.endpoints.isEmpty()) {
                    continue;
                }
                String name = draft.name == null && !spare.isEmpty()
                        ? spare.removeFirst().name()
                        : draft.name;
                packed.add(new Packed(name, groups.get(i).ports(), draft.endpoints));
            }
        }
        return packed;
    }

    /** A slice while it is being filled. */
    private static final class Draft {
        final @Nullable String name;
        final List<ObjectNode> endpoints = new ArrayList<>();
        boolean isChanged;

        Draft(@Nullable String name) {
            this.name = name;
        }
    }

    private static final Comparator<Draft> FULLEST_FIRST = Comparator.comparing(
                    (Draft draft) -> -draft.endpoints.size())
            .thenComparing(draft -> String.valueOf(draft.name));

    private List<Draft> packed(List<Slice> slices, Group group) {
        Map<String, ObjectNode> left = new LinkedHashMap<>();
        group.endpoints().forEach(endpoint -> left.put(identity.apply(endpoint), endpoint));
        List<Draft> drafts = new ArrayList<>();
        for (Slice slice : slices) {
            drafts.add(kept(slice, left));
        }
        Deque<ObjectNode> rest = new ArrayDeque<>(left.values());
        drafts.stream().filter(draft -> draft.isChanged).sorted(FULLEST_FIRST).forEach(draft -> fill(draft, rest));
        if (!rest.isEmpty()) {
            drafts.stream()
                    .filter(draft -> !draft.isChanged && draft.endpoints.size() + rest.size() <= maxEndpoints)
                    .min(FULLEST_FIRST)
                    .ifPresent(draft -> fill(draft, rest));
        }
        while (!rest.isEmpty()) {
            Draft draft = new Draft(null);
            fill(draft, rest);
            drafts.add(draft);
        }
        return drafts;
    }

    /** The slice's own endpoints as they are wanted now, taken from those that are left to be placed. */
    private Draft kept(Slice slice, Map<String, ObjectNode> left) {
        Draft draft = new Draft(slice.name());
        for (JsonNode endpoint : slice.endpoints()) {
            ObjectNode wanted = draft.endpoints.size() < maxEndpoints ? left.remove(identity.apply(endpoint)) : null;
            if (wanted != null) {
                draft.endpoints.add(wanted);
            }
            draft.isChanged |= !endpoint.equals(wanted);
        }
        return draft;
    }

    private void fill(Draft draft, Deque<ObjectNode> rest) {
        while (!rest.isEmpty() && draft.endpoints.size() < maxEndpoints) {
            draft.endpoints.add(rest.removeFirst());
        }
    }
}
