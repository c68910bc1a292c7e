package dev.gyre.actors.endpointslice;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.endpointslice.SlicePacking.Packed;
import dev.gyre.actors.endpointslice.SlicePacking.Slice;
import dev.gyre.actors.service.Backend;
import dev.gyre.actors.service.BackendPort;
import dev.gyre.actors.service.ServiceSpec;
import dev.gyre.actors.service.TriggerTime;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the EndpointSlices of a Service that selects pods: every pod with an address is in one slice of each of the Service's
 * address families, with all that have the same ports, and says whether it is ready, serving or on its way out.
 */
public final class EndpointSliceReconciler implements Reconciler {

    public static final String MANAGER = "endpointslice-controller.k8s.io";

    private static final int MAX_ENDPOINTS = 100;
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final SlicePacking packing = new SlicePacking(MAX_ENDPOINTS, SliceEndpoint::identity);

    @Override
    public String name() {
        return "endpointslice";
    }

    /** Keys are Services. A node matters only by its zone. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "services" -> Set.of(key);
            case "pods" -> servicesOf(List.of(event.resource()), view);
            case "nodes" ->
                event.resource().labels().containsKey(ZONE) ? servicesOf(view.podsOnNode(key.name()), view) : Set.of();
            case "endpointslices.discovery.k8s.io" -> serviceOf(event.resource());
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource resource = view.get(key).orElse(null);
        if (resource == null || !new ServiceSpec(resource).selectsPods()) {
            return Decision.NOTHING;
        }
        ServiceSpec service = new ServiceSpec(resource);
        List<Backend> backends = service.backends(view);
        List<Resource> known = view.ownedBy(resource.uid()).stream()
                .filter(EndpointSliceReconciler::isManaged)
                .toList();
        OwnedSlices slices = new OwnedSlices(resource, "Service", labels(service), Map.of(), known, view.revision());
        Map<String, JsonNode> before = new HashMap<>();
        known.forEach(slice -> show(slice.json().path("endpoints"), before));
        for (String type : service.addressTypes()) {
            List<Slice> present = slices.ofType(type);
            Map<List<ObjectNode>, List<ObjectNode>> byPorts = byPorts(service, backends, type, view);
            List<Packed> packed =
                    OwnedSlices.orPlaceholder(packing.pack(present, OwnedSlices.grouped(byPorts)), present);
            Map<String, JsonNode> after = new HashMap<>();
            byPorts.values().forEach(endpoints -> show(endpoints, after));
            slices.write(type, packed, TriggerTime.of(resource, known.isEmpty() ? null : before, after, backends));
        }
        List<Command> commands = slices.commands();
        return commands.isEmpty()
                ? Decision.NOTHING
                : Decision.of(commands, backends.size() + " pods of the Service have an address");
    }

    private static void show(Iterable<? extends JsonNode> endpoints, Map<String, JsonNode> byUid) {
        endpoints.forEach(endpoint -> byUid.put(SliceEndpoint.identity(endpoint), endpoint));
    }

    private static Map<List<ObjectNode>, List<ObjectNode>> byPorts(
            ServiceSpec service, List<Backend> backends, String type, ClusterView view) {
        Map<List<ObjectNode>, List<ObjectNode>> byPorts = new LinkedHashMap<>();
        for (Backend backend : backends) {
            List<String> addresses = backend.addresses(type);
            if (!addresses.isEmpty()) {
                List<ObjectNode> ports = backend.ports(service).stream()
                        .map(BackendPort::inSlice)
                        .toList();
                byPorts.computeIfAbsent(ports, any -> new ArrayList<>())
                        .add(SliceEndpoint.of(backend, addresses, service, view));
            }
        }
        return byPorts;
    }

    private static Map<String, String> labels(ServiceSpec service) {
        Map<String, String> labels = new TreeMap<>(service.labels());
        labels.put(OwnedSlices.SERVICE_NAME, service.resource().name());
        labels.put(OwnedSlices.MANAGED_BY, MANAGER);
        return labels;
    }

    private static Set<ResourceKey> servicesOf(List<Resource> pods, ClusterView view) {
        return pods.stream()
                .flatMap(pod -> view.servicesSelecting(pod.namespace(), pod.labels()).stream())
                .map(Resource::key)
                .collect(Collectors.toSet());
    }

    private static Set<ResourceKey> serviceOf(Resource slice) {
        String name = slice.labels().getOrDefault(OwnedSlices.SERVICE_NAME, "");
        return isManaged(slice) && !name.isEmpty() ? Set.of(ServiceSpec.key(slice.namespace(), name)) : Set.of();
    }

    private static boolean isManaged(Resource object) {
        return object.key().plural().equals("endpointslices")
                && MANAGER.equals(object.labels().get(OwnedSlices.MANAGED_BY));
    }
}
