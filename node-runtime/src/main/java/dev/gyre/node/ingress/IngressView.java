package dev.gyre.node.ingress;

import dev.gyre.node.ingress.Endpoints.Endpoint;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What Ingress needs to know of the cluster, folded from its objects: the routes, and behind each Service its endpoints.
 * One thread folds; requests read from any. A Service that changes costs by itself, an Ingress by all Ingresses.
 */
final class IngressView {
    private final Map<ResourceKey, Resource> ingresses = new ConcurrentSkipListMap<>();
    private final Map<ResourceKey, Resource> classes = new ConcurrentSkipListMap<>();
    private final Map<ResourceKey, Resource> nodes = new ConcurrentSkipListMap<>();
    private final Map<ResourceKey, ResourceKey> serviceOfSlice = new HashMap<>();
    private final Map<ResourceKey, Resource> services = new ConcurrentHashMap<>();
    /** The slices of each Service; the lists are replaced, never changed. */
    private final Map<ResourceKey, List<Resource>> slices = new ConcurrentHashMap<>();

    private volatile Routes routes = Routes.NONE;

    void reset(Collection<Resource> all) {
        List.of(ingresses, classes, nodes, serviceOfSlice).forEach(Map::clear);
        Map<ResourceKey, List<Resource>> newSlices = new HashMap<>();
        Map<ResourceKey, Resource> newServices = new HashMap<>();
        for (Resource object : all) {
            switch (object.key().groupResource()) {
                case "services" -> newServices.put(object.key(), object);
                case "endpointslices.discovery.k8s.io" -> {
                    ResourceKey service = Endpoints.serviceOf(object);
                    serviceOfSlice.put(object.key(), service);
                    newSlices.computeIfAbsent(service, key -> new ArrayList<>()).add(object);
                }
                default -> put(object);
            }
        }
        services.putAll(newServices);
        services.keySet().retainAll(newServices.keySet());
        slices.putAll(newSlices);
        slices.keySet().retainAll(newSlices.keySet());
        reroute();
    }

    /** Answers whether routes may have changed. */
    boolean apply(Collection<ResourceEvent> events) {
        boolean isRerouted = false;
        for (ResourceEvent event : events) {
            Resource object = event.resource();
            if (event.type() == ResourceEvent.Type.DELETED) {
                remove(object.key());
            } else {
                put(object);
            }
            isRerouted |= object.key().group().equals("networking.k8s.io");
        }
        if (isRerouted) {
            reroute();
        }
        return isRerouted;
    }

    private void reroute() {
        routes = Routes.of(ingresses.values().stream()
                .filter(each -> IngressClasses.isOurs(each, classes.values()))
                .toList());
    }

    private void put(Resource object) {
        ResourceKey key = object.key();
        switch (key.groupResource()) {
            case "ingresses.networking.k8s.io" -> ingresses.put(key, object);
            case "ingressclasses.networking.k8s.io" -> classes.put(key, object);
            case "nodes" -> nodes.put(key, object);
            case "services" -> services.put(key, object);
            case "endpointslices.discovery.k8s.io" -> {
                ResourceKey service = Endpoints.serviceOf(object);
                ResourceKey before = serviceOfSlice.put(key, service);
                if (before != null && !before.equals(service)) {
                    replace(before, key, null);
                }
                replace(service, key, object);
            }
            default -> {}
        }
    }

    private void remove(ResourceKey key) {
        List.of(ingresses, classes, nodes).forEach(map -> map.remove(key));
        services.remove(key);
        ResourceKey service = serviceOfSlice.remove(key);
        if (service != null) {
            replace(service, key, null);
        }
    }

    private void replace(ResourceKey service, ResourceKey slice, @org.jspecify.annotations.Nullable Resource object) {
        slices.compute(service, (key, old) -> {
            List<Resource> now = new ArrayList<>(old == null ? List.of() : old);
            now.removeIf(each -> each.key().equals(slice));
            if (object != null) {
                now.add(object);
            }
            return now.isEmpty() ? null : List.copyOf(now);
        });
    }

    Routes routes() {
        return routes;
    }

    /** Those of our Ingresses that lead anywhere: a Service they name is there. */
    List<Resource> served() {
        return routes.ingresses().stream()
                .filter(ingress ->
                        Routes.backendsOf(ingress).stream().anyMatch(backend -> hasService(backend.service())))
                .toList();
    }

    Collection<Resource> nodes() {
        return nodes.values();
    }

    boolean hasOurClass() {
        return classes.containsKey(IngressClasses.OURS);
    }

    boolean hasService(ResourceKey key) {
        return services.containsKey(key);
    }

    /** Empty where there is no such Service or port; an empty list where nobody is ready behind it. */
    Optional<List<Endpoint>> endpoints(Backend backend) {
        Resource service = services.get(backend.service());
        return service == null
                ? Optional.empty()
                : Endpoints.of(backend, service, slices.getOrDefault(backend.service(), List.of()));
    }
}
