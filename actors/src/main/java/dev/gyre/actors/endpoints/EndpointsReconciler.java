package dev.gyre.actors.endpoints;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.service.Backend;
import dev.gyre.actors.service.ServiceSpec;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the Endpoints of a Service that selects pods, and takes them away when the Service goes: they have its name and no
 * owner. Those of a Service without a selector belong to whoever wrote them.
 */
public final class EndpointsReconciler implements Reconciler {

    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

    @Override
    public String name() {
        return "endpoints";
    }

    /** Keys are Services. Endpoints that came before their Service wait for it. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "services" -> Set.of(key);
            case "pods" ->
                view.servicesSelecting(key.namespace(), event.resource().labels()).stream()
                        .map(Resource::key)
                        .collect(Collectors.toSet());
            case "endpoints" -> {
                ResourceKey service = ServiceSpec.key(key.namespace(), key.name());
                boolean isManaged = EndpointsDocument.isManaged(event.resource());
                yield isManaged || view.get(service).isPresent() ? Set.of(service) : Set.of();
            }
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource resource = view.get(key).orElse(null);
        ResourceKey endpointsKey = ResourceKey.namespaced("", "endpoints", key.namespace(), key.name());
        Resource present = view.get(endpointsKey).orElse(null);
        if (resource == null) {
            return present == null ? Decision.NOTHING : without(present);
        }
        ServiceSpec service = new ServiceSpec(resource);
        if (!service.selectsPods()) {
            return Decision.NOTHING;
        }
        List<Backend> backends = service.backends(view).stream()
                .filter(backend -> !backend.isTerminating() || service.publishesNotReadyAddresses())
                .toList();
        ObjectNode wanted = EndpointsDocument.of(service, backends, present);
        if (present == null) {
            Guard serviceExists = new Guard.Exists(key, resource.uid());
            return resource.isDeleting()
                    ? Decision.NOTHING
                    : Decision.of(
                            List.of(new Command.Create(endpointsKey, wanted, List.of(serviceExists))),
                            "the Service has no Endpoints");
        }
        return present.isDeleting() || wanted.equals(present.json())
                ? Decision.NOTHING
                : Decision.of(
                        List.of(new Command.Update(endpointsKey, null, present.revision(), wanted, List.of())),
                        "what answers for the Service has changed");
    }

    private static Decision without(Resource endpoints) {
        if (endpoints.isDeleting() || endpoints.annotations().containsKey(LEADER)) {
            return Decision.NOTHING;
        }
        Command delete = new Command.Delete(
                endpoints.key(),
                endpoints.uid(),
                endpoints.revision(),
                Command.Propagation.BACKGROUND,
                null,
                List.of());
        return Decision.of(List.of(delete), "the Service is gone");
    }
}
