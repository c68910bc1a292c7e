package dev.gyre.node.ingress;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Objects that routes are made of, in few words; JSON has single quotes here. */
final class Ingresses {
    private Ingresses() {}

    static Resource ingress(String name, String spec) {
        return ingress(name, Instant.EPOCH, spec);
    }

    static Resource ingress(String name, Instant created, String spec) {
        ObjectNode json = Json.object();
        json.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", "uid-of-" + name)
                .put("creationTimestamp", created.toString());
        json.set("spec", json(spec));
        return Resource.of(ResourceKey.namespaced("networking.k8s.io", "ingresses", "default", name), 1, json);
    }

    /** A rule that leads each {@code type path} to the Service after the arrow. */
    static String rule(String host, String... paths) {
        return "{'host':'" + host + "','http':{'paths':["
                + Arrays.stream(paths).map(Ingresses::path).collect(Collectors.joining(",")) + "]}}";
    }

    private static String path(String text) {
        String[] parts = text.split(" +", -1);
        return "{'pathType':'" + parts[0] + "','path':'" + parts[1] + "','backend':" + backend(parts[3]) + "}";
    }

    static String backend(String service) {
        return "{'service':{'name':'" + service + "','port':{'number':80}}}";
    }

    static Resource service(String name) {
        ObjectNode json = Json.object();
        json.set("spec", json("{'ports':[{'name':'web','port':80,'targetPort':8080,'protocol':'TCP'}]}"));
        return Resource.of(ResourceKey.namespaced("", "services", "default", name), 1, json);
    }

    static Resource slice(String service, int port) {
        StringBuilder json =
                new StringBuilder("{'endpoints':[{'addresses':['127.0.0.1']}],'ports':[{'name':'web','port':");
        json.append(port).append("}]}");
        ObjectNode slice = json(json.toString());
        slice.putObject("metadata").putObject("labels").put("kubernetes.io/service-name", service);
        return Resource.of(
                ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", service + "-" + port),
                1,
                slice);
    }

    static Resource ourClass() {
        return Resource.of(IngressClasses.OURS, 1, IngressClasses.fresh());
    }

    static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
