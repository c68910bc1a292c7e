package dev.gyre.actors.endpointslice;

import dev.gyre.actors.endpointslice.SlicePacking.Group;
import dev.gyre.actors.endpointslice.SlicePacking.Packed;
import dev.gyre.actors.endpointslice.SlicePacking.Slice;
import dev.gyre.actors.service.TriggerTime;
import dev.gyre.actors.workload.SafeSuffix;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the slices of one owner: what is packed becomes creations, updates of what differs, and deletions, in this order, so
 * that no endpoint is missing in between. Names follow from the owner, the revision that was decided on and an index.
 */
public final class OwnedSlices {

    public static final String SERVICE_NAME = "kubernetes.io/service-name";
    public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    private final Resource owner;
    private final String ownerKind;
    private final Map<String, String> labels;
    private final Map<String, String> annotations;
    private final long revision;
    private final Map<String, Resource> known = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private final List<Command> creations = new ArrayList<>();
    private final List<Command> updates = new ArrayList<>();

    /**
     * @param labels of every slice
     * @param annotations of every slice
     * @param known the slices that the owner has
     * @param revision that is decided on
     */
    public OwnedSlices(
            Resource owner,
            String ownerKind,
            Map<String, String> labels,
            Map<String, String> annotations,
            Collection<Resource> known,
            long revision) {
        this.owner = owner;
        this.ownerKind = ownerKind;
        this.labels = labels;
        this.annotations = annotations;
        this.revision = revision;
        known.forEach(slice -> this.known.put(slice.name(), slice));
    }

    /** The slices of one address type as they are, for packing, in the order of their names. */
    public List<Slice> ofType(String addressType) {
        return known.values().stream()
                .filter(slice -> slice.json().path("addressType").asString("").equals(addressType))
                .sorted(Comparator.comparing(Resource::name))
                .map(slice -> new Slice(
                        slice.name(),
                        items(slice.json().path("ports")),
                        items(slice.json().path("endpoints"))))
                .toList();
    }

    /** Whoever has no endpoints of an address type says so by one empty slice. */
    public static List<Packed> orPlaceholder(List<Packed> packed, List<Slice> slices) {
        return packed.isEmpty()
                ? List.of(new Packed(slices.isEmpty() ? null : slices.getFirst().name(), List.of(), List.of()))
                : packed;
    }

    /** These are to be. {@code triggered} is the time of what led to the change of a slice; null where there is none. */
    public void write(String addressType, List<Packed> packed, @Nullable String triggered) {
        for (Packed slice : packed) {
            Resource present = slice.name() == null ? null : known.get(slice.name());
            if (present == null) {
                create(addressType, slice, triggered);
            } else {
                kept.add(present.name());
                update(present, slice, triggered);
            }
        }
    }

    private void create(String addressType, Packed slice, @Nullable String triggered) {
        if (owner.isDeleting()) {
            return;
        }
        ObjectNode object =
                Json.object().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        ResourceKey key = freeKey();
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", key.name()).put("namespace", key.namespace());
        object.put("addressType", addressType);
        fill(object, slice, triggered);
        creations.add(new Command.Create(key, object, List.of(new Guard.Exists(owner.key(), owner.uid()))));
    }

    private ResourceKey freeKey() {
        for (int index = creations.size(); ; index++) {
            String name = SafeSuffix.childName(owner.name(), owner.uid(), revision, index);
            if (!known.containsKey(name)
                    && creations.stream().noneMatch(c -> c.key().name().equals(name))) {
                return ResourceKey.namespaced("discovery.k8s.io", "endpointslices", owner.namespace(), name);
            }
        }
    }

    private void update(Resource present, Packed slice, @Nullable String triggered) {
        String before = present.annotations().get(TriggerTime.ANNOTATION);
        ObjectNode same = present.copy();
        fill(same, slice, before);
        if (same.equals(present.json())) {
            return;
        }
        ObjectNode object = present.copy();
        fill(object, slice, triggered);
        updates.add(new Command.Update(present.key(), null, present.revision(), object, List.of()));
    }

    private void fill(ObjectNode object, Packed slice, @Nullable String triggered) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.putArray("ownerReferences")
                .add(OwnerReference.controllerOf("v1", ownerKind, owner).toJson());
        put(metadata, "labels", labels);
        Map<String, String> all = new TreeMap<>(annotations);
        if (triggered != null) {
            all.put(TriggerTime.ANNOTATION, triggered);
        }
        put(metadata, "annotations", all);
        fill(object.putArray("endpoints"), slice.endpoints());
        fill(object.putArray("ports"), slice.ports());
    }

    private static void fill(ArrayNode array, List<ObjectNode> items) {
        items.forEach(array::add);
    }

    private static void put(ObjectNode metadata, String field, Map<String, String> entries) {
        metadata.remove(field);
        if (!entries.isEmpty()) {
            ObjectNode object = metadata.putObject(field);
            entries.forEach(object::put);
        }
    }

    /** All that is to be done; slices that were not written are deleted. */
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>(creations);
        commands.addAll(updates);
        known.values().stream()
                .filter(slice -> !kept.contains(slice.name()) && !slice.isDeleting())
                .sorted(Comparator.comparing(Resource::name))
                .forEach(slice -> commands.add(new Command.Delete(
                        slice.key(), slice.uid(), null, Command.Propagation.BACKGROUND, null, List.of())));
        return commands;
    }

    private static List<JsonNode> items(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    /** Groups what has the same ports, in the order in which ports first appear. */
    public static List<Group> grouped(Map<List<ObjectNode>, List<ObjectNode>> endpointsByPorts) {
        List<Group> groups = new ArrayList<>();
        endpointsByPorts.forEach((ports, endpoints) -> groups.add(new Group(ports, endpoints)));
        return groups;
    }
}
