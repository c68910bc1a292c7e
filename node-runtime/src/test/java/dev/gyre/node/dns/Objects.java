package dev.gyre.node.dns;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Services and slices as the API has them, in few words. */
final class Objects {
    private Objects() {}

    static Resource service(String name, String spec) {
        return object(ResourceKey.namespaced("", "services", "default", name), 1, "{\"spec\":" + quoted(spec) + "}");
    }

    /** A slice of that Service; {@code rest} is the slice without its metadata. */
    static Resource slice(String name, String service, String rest) {
        ObjectNode json = Json.readObject(quoted(rest).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        json.putObject("metadata").putObject("labels").put("kubernetes.io/service-name", service);
        return Resource.of(ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", name), 1, json);
    }

    static Resource object(ResourceKey key, long revision, String json) {
        return Resource.of(
                key, revision, Json.readObject(quoted(json).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** JSON with single quotes is easier on the eyes. */
    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    static Resource at(Resource object, long revision) {
        return Resource.of(object.key(), revision, object.json());
    }

    static final Resource KUBERNETES = service(
            "kubernetes",
            "{'clusterIP':'10.96.0.1','clusterIPs':['10.96.0.1'],'ports':[{'name':'https','port':443,'protocol':'TCP'}]}");
    static final Resource HEADLESS = service("db", "{'clusterIP':'None','clusterIPs':['None']}");
    static final Resource HEADLESS_SLICE = slice("db-1", "db", """
            {'addressType':'IPv4','ports':[{'name':'pg','port':5432,'protocol':'TCP'}],'endpoints':[
              {'addresses':['10.3.0.100'],'hostname':'my-pet','conditions':{'ready':true}},
              {'addresses':['10.3.0.101'],'conditions':{'ready':true}},
              {'addresses':['10.3.0.102'],'conditions':{'ready':false}}]}""");
    static final Resource EXTERNAL = service("elsewhere", "{'type':'ExternalName','externalName':'www.example.com'}");
    static final Resource INSIDE =
            service("inside", "{'type':'ExternalName','externalName':'kubernetes.default.svc.cluster.local'}");
    static final Resource EMPTY = service("nobody", "{'clusterIP':'None'}");
    static final List<Resource> ALL = List.of(KUBERNETES, HEADLESS, HEADLESS_SLICE, EXTERNAL, INSIDE, EMPTY);

    static Directory directory() {
        Directory directory = new Directory(ClusterZone.of("cluster.local", "10.96.0.10"));
        directory.reset(ALL);
        return directory;
    }
}
