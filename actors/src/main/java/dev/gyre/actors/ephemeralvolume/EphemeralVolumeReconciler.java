package dev.gyre.actors.ephemeralvolume;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.volume.PodVolumes;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a claim of each {@code ephemeral} volume's template, which the pod owns. A claim of that name that is somebody else's is
 * left alone, and the pod waits.
 */
public final class EphemeralVolumeReconciler implements Reconciler {

    private final EventCommands events = new EventCommands("ephemeral-volume-controller");

    @Override
    public String name() {
        return "ephemeralvolume";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "pods" -> hasOne(event.resource()) ? Set.of(key) : Set.of();
            case "persistentvolumeclaims" -> {
                OwnerReference owner = event.resource().controller();
                yield owner != null && owner.kind().equals("Pod")
                        ? Set.of(ResourceKey.namespaced("", "pods", key.namespace(), owner.name()))
                        : Set.of();
            }
            default -> Set.of();
        };
    }

    private static boolean hasOne(Resource pod) {
        return PodVolumes.claimsOf(pod).stream().anyMatch(PodVolumes.Use::isEphemeral);
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource pod = view.get(key).orElse(null);
        if (pod == null || pod.isDeleting()) {
            return Decision.NOTHING;
        }
        List<List<Command>> chains = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            if (volume.path("ephemeral").isObject()) {
                ResourceKey claim = PodVolumes.ephemeralClaim(pod, volume);
                Resource found = view.get(claim).orElse(null);
                if (found == null) {
                    chains.add(List.of(creation(pod, volume, claim)));
                    reasons.add("its volume " + volume.path("name").asString("") + " needs a claim");
                } else if (!PodVolumes.isMadeFor(pod, found)) {
                    String message = "PVC %s/%s was not created for pod %s/%s (pod is not owner)"
                            .formatted(claim.namespace(), claim.name(), pod.namespace(), pod.name());
                    chains.add(events.once(pod, view, "Warning", "FailedBinding", message, now));
                    reasons.add(message);
                }
            }
        }
        return Decision.chains(chains, reasons.toArray(String[]::new));
    }

    private static Command creation(Resource pod, JsonNode volume, ResourceKey key) {
        JsonNode template = volume.path("ephemeral").path("volumeClaimTemplate");
        ObjectNode claim = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        ObjectNode metadata =
                claim.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        for (String field : List.of("labels", "annotations")) {
            JsonNode given = template.path("metadata").path(field);
            if (!given.isEmpty()) {
                metadata.set(field, given.deepCopy());
            }
        }
        metadata.putArray("ownerReferences")
                .add(new OwnerReference("v1", "Pod", pod.name(), pod.uid(), true, true).toJson());
        claim.set("spec", template.path("spec").deepCopy());
        return new Command.Create(key, claim, List.of(new Guard.Exists(pod.key(), pod.uid())));
    }
}
