package dev.gyre.actors.statefulset;

import dev.gyre.actors.ClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The claims of a StatefulSet's pods, one of each template for each ordinal. They outlive their pods, so that a pod finds what
 * the one of its name before it has left. Who owns a claim says when it goes: the set, where it is to go with the set; a pod
 * that the set has got too small for, where it is to go with that; else nobody.
 */
record VolumeClaims(StatefulSet set, ClusterView view) {

    /** Those that a new pod needs and that are not there. */
    List<Command> missing(int ordinal) {
        List<Command> creations = new ArrayList<>();
        for (JsonNode template : set.claimTemplates()) {
            ResourceKey key = set.claimKey(template, ordinal);
            if (view.get(key).isEmpty()) {
                creations.add(creation(template, key));
            }
        }
        return creations;
    }

    private Command creation(JsonNode template, ResourceKey key) {
        ObjectNode claim = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        ObjectNode metadata = claim.putObject("metadata");
        metadata.put("name", key.name()).put("namespace", key.namespace());
        ObjectNode labels = metadata.putObject("labels");
        template.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.set(label.getKey(), label.getValue()));
        for (Map.Entry<String, String> label : set.selector().exactLabels().entrySet()) {
            labels.put(label.getKey(), label.getValue());
        }
        JsonNode annotations = template.path("metadata").path("annotations");
        if (!annotations.isEmpty()) {
            metadata.set("annotations", annotations.deepCopy());
        }
        if (set.deletesClaimsWithItself()) {
            metadata.putArray("ownerReferences").add(setAsOwner().toJson());
        }
        claim.set("spec", template.path("spec").deepCopy());
        Resource owner = set.resource();
        return new Command.Create(key, claim, List.of(new Guard.Exists(owner.key(), owner.uid())));
    }

    /** A claim of that ordinal that is on its way out, for which a new pod has to wait; null where there is none. */
    @Nullable
    Resource going(int ordinal) {
        for (JsonNode template : set.claimTemplates()) {
            Resource claim = view.get(set.claimKey(template, ordinal)).orElse(null);
            if (claim != null && (claim.isDeleting() || belongsToAPod(claim))) {
                return claim;
            }
        }
        return null;
    }

    /** The pod of that ordinal has gone, and the garbage collector is about to follow. */
    private static boolean belongsToAPod(Resource claim) {
        return claim.ownerReferences().stream().anyMatch(owner -> owner.kind().equals("Pod"));
    }

    /** What has to change for the claims of this pod to go when they should. */
    List<Command> ownedAsTheyShould(Resource pod, int ordinal) {
        boolean goesWithPod = set.deletesClaimsWhenScaled() && !set.isInRange(ordinal);
        boolean goesWithSet = set.deletesClaimsWithItself() && !goesWithPod;
        List<Command> updates = new ArrayList<>();
        for (JsonNode template : set.claimTemplates()) {
            Resource claim = view.get(set.claimKey(template, ordinal)).orElse(null);
            if (claim != null
                    && !claim.isDeleting()
                    && (isOwnedBy(claim, pod.uid()) != goesWithPod
                            || isOwnedBy(claim, set.resource().uid()) != goesWithSet)) {
                updates.add(owned(claim, pod, goesWithPod, goesWithSet));
            }
        }
        return updates;
    }

    private Command owned(Resource claim, Resource pod, boolean goesWithPod, boolean goesWithSet) {
        ArrayNode owners = Json.MAPPER.createArrayNode();
        for (JsonNode owner : claim.json().path("metadata").path("ownerReferences")) {
            String uid = owner.path("uid").asString("");
            if (!uid.equals(pod.uid()) && !uid.equals(set.resource().uid())) {
                owners.add(owner);
            }
        }
        if (goesWithSet) {
            owners.add(setAsOwner().toJson());
        }
        if (goesWithPod) {
            owners.add(new OwnerReference("v1", "Pod", pod.name(), pod.uid(), false, false).toJson());
        }
        ObjectNode object = claim.copy();
        if (owners.isEmpty()) {
            object.withObjectProperty("metadata").remove("ownerReferences");
        } else {
            object.withObjectProperty("metadata").set("ownerReferences", owners);
        }
        return new Command.Update(claim.key(), null, claim.revision(), object, List.of());
    }

    private OwnerReference setAsOwner() {
        Resource owner = set.resource();
        return new OwnerReference(StatefulSet.API_VERSION, StatefulSet.KIND, owner.name(), owner.uid(), false, false);
    }

    private static boolean isOwnedBy(Resource claim, String uid) {
        return claim.ownerReferences().stream().anyMatch(owner -> owner.uid().equals(uid));
    }
}
