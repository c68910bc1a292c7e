package dev.gyre.gateway.outbound;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The endpoints behind a Service that are ready, as its Endpoints list them. They are dialled themselves rather than the
 * cluster IP, which leads somewhere only on machines where a node forwards it. Pure.
 */
public final class ServiceEndpoints {

    private ServiceEndpoints() {}

    /**
     * One of them.
     *
     * @param targetRef what the address is of, mostly a pod
     */
    public record Endpoint(String host, int port, JsonNode targetRef) {}

    /** Why there is none, in the words of the API. */
    public static final class UnavailableException extends Exception {
        UnavailableException(String message) {
            super(message, null, false, false);
        }
    }

    /** One that is ready, by chance; of a Service of type {@code ExternalName} that name. */
    public static Endpoint any(Snapshot snapshot, ServiceReference reference, RandomGenerator die)
            throws UnavailableException {
        JsonNode service = service(snapshot, reference.namespace(), reference.name());
        if (service == null) {
            throw new UnavailableException("service \"" + reference.name() + "\" not found");
        }
        JsonNode spec = service.path("spec");
        if (spec.path("type").asString("").equals("ExternalName")) {
            return new Endpoint(spec.path("externalName").asString(""), reference.port(), MissingNode.getInstance());
        }
        String portName = portName(service, reference.name(), Integer.toString(reference.port()));
        List<Endpoint> ready = ready(snapshot, reference.namespace(), reference.name(), portName);
        if (ready.isEmpty()) {
            throw none(reference.name());
        }
        return ready.get(die.nextInt(ready.size()));
    }

    public static UnavailableException none(String service) {
        return new UnavailableException("no endpoints available for service \"" + service + "\"");
    }

    /** All that are ready on the port of this name. */
    public static List<Endpoint> ready(Snapshot snapshot, String namespace, String service, String portName) {
        List<Endpoint> ready = new ArrayList<>();
        StoredObject stored = snapshot.get(ResourceKey.namespaced("", "endpoints", namespace, service));
        if (stored == null) {
            return ready;
        }
        for (JsonNode subset : stored.json().path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                if (port.path("name").asString("").equals(portName)) {
                    for (JsonNode address : subset.path("addresses")) {
                        ready.add(new Endpoint(
                                address.path("ip").asString(""),
                                port.path("port").asInt(0),
                                address.path("targetRef")));
                    }
                }
            }
        }
        return ready;
    }

    /** Endpoints have ports by name; a number is looked up in the Service. */
    public static String portName(JsonNode service, String name, String port) throws UnavailableException {
        if (port.isEmpty() || !port.chars().allMatch(Character::isDigit)) {
            return port;
        }
        for (JsonNode each : service.path("spec").path("ports")) {
            if (Integer.toString(each.path("port").asInt(0)).equals(port)) {
                return each.path("name").asString("");
            }
        }
        throw new UnavailableException("no service port " + port + " found for service \"" + name + "\"");
    }

    private static @Nullable JsonNode service(Snapshot snapshot, String namespace, String name) {
        StoredObject stored = snapshot.get(ResourceKey.namespaced("", "services", namespace, name));
        return stored == null ? null : stored.json();
    }
}
