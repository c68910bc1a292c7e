package dev.gyre.gateway.proxy;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.kubelet.Kubelet;
import dev.gyre.gateway.outbound.ServiceEndpoints;
import dev.gyre.gateway.outbound.ServiceEndpoints.Endpoint;
import dev.gyre.gateway.outbound.ServiceEndpoints.UnavailableException;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Where a request is passed on to. Only addresses that stand in the object that the request names are ever dialled: a pod's
 * own, a ready endpoint's that is a pod's too, a node's. Addresses of the machine itself, of its link or of many machines
 * are refused, so that nobody reaches through the API what it can reach and he cannot. Pure but for the die.
 *
 * @param isKubelet whether the gateway shows its certificate there
 */
record ProxyTarget(String host, int port, boolean isTls, boolean isKubelet) {

    static ProxyTarget ofPod(Snapshot snapshot, String namespace, ProxyName name) {
        JsonNode pod = object(snapshot, ResourceKey.namespaced("", "pods", namespace, name.name()));
        String address = proxyable(pod.path("status").path("podIP").asString(""));
        int port = name.port().isEmpty() ? firstPort(pod) : number(name.port());
        int otherwise = name.isHttps() ? 443 : 80;
        return new ProxyTarget(address, port > 0 ? port : otherwise, name.isHttps(), false);
    }

    static ProxyTarget ofNode(Snapshot snapshot, ProxyName name) {
        Kubelet kubelet = Kubelet.of(snapshot, name.name());
        String address = proxyable(kubelet.host());
        int port = name.port().isEmpty() ? kubelet.port() : number(name.port());
        boolean isKubelet = port == kubelet.port();
        return new ProxyTarget(address, port, isKubelet || name.isHttps(), isKubelet);
    }

    static ProxyTarget ofService(Snapshot snapshot, String namespace, ProxyName name, RandomGenerator die) {
        JsonNode service = object(snapshot, ResourceKey.namespaced("", "services", namespace, name.name()));
        List<ProxyTarget> ready = new ArrayList<>();
        try {
            String portName = ServiceEndpoints.portName(service, name.name(), name.port());
            for (Endpoint endpoint : ServiceEndpoints.ready(snapshot, namespace, name.name(), portName)) {
                if (Addresses.isProxyable(endpoint.host()) && isPods(snapshot, endpoint.targetRef(), endpoint.host())) {
                    ready.add(new ProxyTarget(endpoint.host(), endpoint.port(), name.isHttps(), false));
                }
            }
            if (ready.isEmpty()) {
                throw ServiceEndpoints.none(name.name());
            }
        } catch (UnavailableException e) {
            throw new StatusException(new Status(503, "ServiceUnavailable", String.valueOf(e.getMessage()), null));
        }
        return ready.get(die.nextInt(ready.size()));
    }

    /** Whoever may write endpoints must not thereby reach any address. */
    private static boolean isPods(Snapshot snapshot, JsonNode reference, String ip) {
        if (!reference.path("kind").asString("").equals("Pod")) {
            return false;
        }
        StoredObject pod = snapshot.get(ResourceKey.namespaced(
                "",
                "pods",
                reference.path("namespace").asString(""),
                reference.path("name").asString("")));
        return pod != null
                && pod.json().path("status").path("podIP").asString("").equals(ip);
    }

    private static int firstPort(JsonNode pod) {
        for (JsonNode container : pod.path("spec").path("containers")) {
            for (JsonNode port : container.path("ports")) {
                return port.path("containerPort").asInt(0);
            }
        }
        return 0;
    }

    private static int number(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw badRequest("invalid port \"" + text + "\"");
        }
        throw badRequest("invalid port \"" + text + "\"");
    }

    private static String proxyable(String address) {
        if (!Addresses.isProxyable(address)) {
            throw badRequest("address not allowed");
        }
        return address;
    }

    private static JsonNode object(Snapshot snapshot, ResourceKey key) {
        StoredObject object = snapshot.get(key);
        if (object == null) {
            throw new StatusException(new Status(
                    404,
                    "NotFound",
                    key.plural() + " \"" + key.name() + "\" not found",
                    Status.Details.of("", key.plural(), key.name())));
        }
        return object.json();
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}
