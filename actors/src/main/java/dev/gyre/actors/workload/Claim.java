package dev.gyre.actors.workload;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which objects belong to a controller. Those that carry its controller reference do, as long as its selector matches them;
 * one that no longer matches is released, and an orphan that matches is adopted. A controller that is being deleted does
 * neither, because its children are then the garbage collector's.
 *
 * @param owned what the controller has after the commands, in the order of the candidates
 * @param adoptions valid only while the controller is as it was seen: one that was deleted since would leave the adopted
 *     object to the garbage collector
 */
public record Claim(List<Resource> owned, List<Command> adoptions, List<Command> releases) {

    public static Claim ofPods(Resource controller, String kind, Selector selector, ClusterView view) {
        return of(controller, kind, selector, podsFor(controller, selector, view));
    }

    /** The pods that may be the controller's, found by owner and by label rather than one by one, by name. */
    public static List<Resource> podsFor(Resource controller, Selector selector, ClusterView view) {
        Map<String, Resource> candidates = new TreeMap<>();
        view.ownedBy(controller.uid()).stream()
                .filter(owned -> owned.key().groupResource().equals("pods"))
                .forEach(pod -> candidates.put(pod.name(), pod));
        selector.candidates(controller.namespace(), view).forEach(pod -> candidates.put(pod.name(), pod));
        return List.copyOf(candidates.values());
    }

    /** Of a kind that has orphans indexed those that may be the controller's: its own, and nobody's; by name. */
    public static List<Resource> candidates(Resource controller, String group, String plural, ClusterView view) {
        Map<String, Resource> candidates = new TreeMap<>();
        view.orphans(group, plural, controller.namespace()).forEach(orphan -> candidates.put(orphan.name(), orphan));
        view.ownedBy(controller.uid()).stream()
                .filter(owned -> owned.key().group().equals(group)
                        && owned.key().plural().equals(plural)
                        && owned.namespace().equals(controller.namespace()))
                .forEach(owned -> candidates.put(owned.name(), owned));
        return List.copyOf(candidates.values());
    }

    public static Claim of(Resource controller, String kind, Selector selector, List<Resource> candidates) {
        String apiVersion = controller.json().path("apiVersion").asString("");
        ObjectNode reference =
                OwnerReference.controllerOf(apiVersion, kind, controller).toJson();
        Guard controllerIsAsSeen = new Guard.Unchanged(controller.key(), controller.revision());

        List<Resource> owned = new ArrayList<>();
        List<Command> adoptions = new ArrayList<>();
        List<Command> releases = new ArrayList<>();
        for (Resource candidate : candidates) {
            OwnerReference owner = candidate.controller();
            if (owner != null && !owner.uid().equals(controller.uid())) {
                continue; // somebody else's, whatever its labels
            }
            boolean isMatched = !selector.isEmpty() && selector.matches(candidate.labels());
            if (owner != null) {
                if (isMatched) {
                    owned.add(candidate);
                } else if (!controller.isDeleting() && !candidate.isDeleting()) {
                    releases.add(release(candidate, controller.uid()));
                }
            } else if (isMatched && !controller.isDeleting() && !candidate.isDeleting()) {
                owned.add(candidate);
                adoptions.add(adopt(candidate, reference, controllerIsAsSeen));
            }
        }
        return new Claim(List.copyOf(owned), List.copyOf(adoptions), List.copyOf(releases));
    }

    private static Command adopt(Resource orphan, ObjectNode reference, Guard controllerIsAsSeen) {
        ObjectNode object = orphan.copy();
        object.withObjectProperty("metadata")
                .withArrayProperty("ownerReferences")
                .add(reference);
        return new Command.Update(orphan.key(), null, orphan.revision(), object, List.of(controllerIsAsSeen));
    }

    private static Command release(Resource child, String ownerUid) {
        ObjectNode object = child.copy();
        ArrayNode kept = Json.MAPPER.createArrayNode();
        for (JsonNode reference : child.json().path("metadata").path("ownerReferences")) {
            if (!reference.path("uid").asString("").equals(ownerUid)) {
                kept.add(reference);
            }
        }
        object.withObjectProperty("metadata").set("ownerReferences", kept);
        return new Command.Update(child.key(), null, child.revision(), object, List.of());
    }
}
