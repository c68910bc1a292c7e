package dev.gyre.actors.endpointslicemirroring;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.endpointslice.OwnedSlices;
import dev.gyre.actors.endpointslice.SlicePacking;
import dev.gyre.actors.service.ServiceSpec;
import dev.gyre.actors.service.TriggerTime;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Mirrors Endpoints into slices as long as there is a Service of their name that selects nothing. They can ask to be left
 * alone by a label, and those that only elect a leader are.
 */
public final class EndpointSliceMirroringReconciler implements Reconciler {

    private static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final Set<String> NOT_MIRRORED =
            Set.of(TriggerTime.ANNOTATION, "kubectl.kubernetes.io/last-applied-configuration");
    private static final int MAX_ENDPOINTS = 1000;
    private static final List<String> ADDRESS_TYPES = List.of("IPv4", "IPv6");

    private final SlicePacking packing = new SlicePacking(MAX_ENDPOINTS, MirroredEndpoints::identity);

    @Override
    public String name() {
        return "endpointslicemirroring";
    }

    /** Keys are Endpoints. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "endpoints" -> Set.of(key);
            case "services" -> Set.of(endpoints(key.namespace(), key.name()));
            case "endpointslices.discovery.k8s.io" -> {
                String name = event.resource().labels().getOrDefault(OwnedSlices.SERVICE_NAME, "");
                yield isManaged(event.resource()) && !name.isEmpty()
                        ? Set.of(endpoints(key.namespace(), name))
                        : Set.of();
            }
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource endpoints = view.get(key).orElse(null);
        if (endpoints == null) {
            return Decision.NOTHING;
        }
        List<Resource> known = view.ownedBy(endpoints.uid()).stream()
                .filter(EndpointSliceMirroringReconciler::isManaged)
                .toList();
        OwnedSlices slices = new OwnedSlices(
                endpoints, "Endpoints", labels(endpoints), annotations(endpoints), known, view.revision());
        if (isMirrored(endpoints, view)) {
            for (String type : ADDRESS_TYPES) {
                slices.write(
                        type,
                        packing.pack(slices.ofType(type), MirroredEndpoints.groups(endpoints, type)),
                        endpoints.annotations().get(TriggerTime.ANNOTATION));
            }
        }
        List<Command> commands = slices.commands();
        return commands.isEmpty() ? Decision.NOTHING : Decision.of(commands, "what was written by hand has changed");
    }

    private static boolean isMirrored(Resource endpoints, ClusterView view) {
        return !endpoints.isDeleting()
                && !"true".equals(endpoints.labels().get(SKIP))
                && !endpoints.annotations().containsKey(LEADER)
                && view.get(ServiceSpec.key(endpoints.namespace(), endpoints.name()))
                        .filter(service ->
                                service.json().path("spec").path("selector").isEmpty())
                        .isPresent();
    }

    private static Map<String, String> labels(Resource endpoints) {
        Map<String, String> labels = new TreeMap<>(endpoints.labels());
        labels.put(OwnedSlices.SERVICE_NAME, endpoints.name());
        labels.put(OwnedSlices.MANAGED_BY, MANAGER);
        return labels;
    }

    private static Map<String, String> annotations(Resource endpoints) {
        Map<String, String> annotations = new TreeMap<>(endpoints.annotations());
        annotations.keySet().removeAll(NOT_MIRRORED);
        return annotations;
    }

    private static ResourceKey endpoints(String namespace, String name) {
        return ResourceKey.namespaced("", "endpoints", namespace, name);
    }

    private static boolean isManaged(Resource object) {
        return object.key().plural().equals("endpointslices")
                && MANAGER.equals(object.labels().get(OwnedSlices.MANAGED_BY));
    }
}
