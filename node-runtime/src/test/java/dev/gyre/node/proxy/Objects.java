package dev.gyre.node.proxy;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.yaml.Yaml;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Services, slices and nodes for tests, as short as they can be written. */
final class Objects {

    static final HostFacts HOST = new HostFacts("br-pods", true);
    static final Set<String> ADDRESSES = Set.of("127.0.0.1", "192.0.2.2");

    private static final Map<String, String> PLURALS =
            Map.of("Service", "services", "EndpointSlice", "endpointslices", "Node", "nodes");

    private Objects() {}

    static List<Resource> read(String yaml) {
        List<Resource> resources = new ArrayList<>();
        for (ObjectNode object : Yaml.readObjects(yaml)) {
            resources.add(resource(object));
        }
        return resources;
    }

    static Resource resource(ObjectNode object) {
        String kind = object.path("kind").asString();
        String plural = PLURALS.get(kind);
        String name = object.path("metadata").path("name").asString();
        String group = kind.equals("EndpointSlice") ? "discovery.k8s.io" : "";
        String namespace = object.path("metadata").path("namespace").asString("default");
        ResourceKey key = kind.equals("Node")
                ? ResourceKey.clusterScoped(group, plural, name)
                : ResourceKey.namespaced(group, plural, namespace, name);
        return Resource.of(key, 10, object);
    }

    static ResourceEvent put(Resource resource) {
        return new ResourceEvent(ResourceEvent.Type.MODIFIED, resource, by());
    }

    static ResourceEvent delete(Resource resource) {
        return new ResourceEvent(ResourceEvent.Type.DELETED, resource, by());
    }

    private static Provenance by() {
        return new Provenance("", "", "", Instant.EPOCH);
    }

    /** A Service of one TCP port 80. */
    static Resource service(String name, String clusterIp) {
        ObjectNode service = Json.object();
        service.put("kind", "Service").putObject("metadata").put("name", name);
        ObjectNode spec = service.putObject("spec").put("clusterIP", clusterIp);
        spec.putArray("ports").addObject().put("port", 80).put("protocol", "TCP");
        return resource(service);
    }

    /** A slice whose ready endpoints on node-1 have these addresses, all at port 8080. */
    static Resource slice(String service, List<String> ips) {
        ObjectNode slice = Json.object();
        ObjectNode metadata = slice.put("kind", "EndpointSlice").putObject("metadata");
        metadata.put("name", service + "-1").putObject("labels").put(SliceEndpoints.SERVICE_LABEL, service);
        slice.put("addressType", "IPv4");
        slice.putArray("ports").addObject().put("port", 8080).put("protocol", "TCP");
        ArrayNode endpoints = slice.putArray("endpoints");
        for (String ip : ips) {
            ObjectNode endpoint = endpoints.addObject().put("nodeName", "node-1");
            endpoint.putArray("addresses").add(ip);
            endpoint.putObject("conditions").put("ready", true);
        }
        return resource(slice);
    }

    /** A node of this host. */
    static Resource node(String name) {
        ObjectNode node = Json.object();
        node.put("kind", "Node").putObject("metadata").put("name", name);
        node.putObject("status")
                .putArray("addresses")
                .addObject()
                .put("type", "InternalIP")
                .put("address", "192.0.2.2");
        return resource(node);
    }
}
