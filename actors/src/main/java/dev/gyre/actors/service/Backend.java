package dev.gyre.actors.service;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod as something that answers for a Service. */
public record Backend(Resource pod) {

    /** A pod that has ended, or has no address yet, answers nobody. */
    boolean canAnswer() {
        return !new PodState(pod).isFinished()
                && !(addresses("IPv4").isEmpty() && addresses("IPv6").isEmpty());
    }

    public boolean isReady() {
        return new PodState(pod).isReady();
    }

    public boolean isTerminating() {
        return pod.isDeleting();
    }

    public String nodeName() {
        return new PodState(pod).nodeName();
    }

    /** Its addresses of one family. */
    public List<String> addresses(String type) {
        List<String> addresses = new ArrayList<>();
        JsonNode all = pod.json().path("status").path("podIPs");
        if (all.isEmpty()) {
            add(pod.json().path("status").path("podIP"), type, addresses);
        }
        all.forEach(entry -> add(entry.path("ip"), type, addresses));
        return addresses;
    }

    private static void add(JsonNode ip, String type, List<String> addresses) {
        String address = ip.asString("");
        if (!address.isEmpty() && (address.indexOf(':') >= 0) == type.equals("IPv6")) {
            addresses.add(address);
        }
    }

    /** The name it has under the Service that it names as its subdomain; empty where it names another, or none. */
    public String hostname(ServiceSpec service) {
        JsonNode spec = pod.json().path("spec");
        return spec.path("subdomain").asString("").equals(service.resource().name())
                ? spec.path("hostname").asString("")
                : "";
    }

    public ObjectNode reference() {
        return Json.object()
                .put("kind", "Pod")
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("uid", pod.uid());
    }

    /** The Service's ports as this pod has them; a port that is a name the pod does not know is left out. */
    public List<BackendPort> ports(ServiceSpec service) {
        List<BackendPort> ports = new ArrayList<>();
        for (JsonNode port : service.ports()) {
            String protocol = port.path("protocol").asString("TCP");
            int number = number(port, protocol);
            if (number > 0) {
                ports.add(new BackendPort(
                        port.path("name").asString(""),
                        protocol,
                        number,
                        port.path("appProtocol").asString("")));
            }
        }
        return ports;
    }

    private int number(JsonNode servicePort, String protocol) {
        JsonNode target = servicePort.path("targetPort");
        if (!target.isString()) {
            return target.asInt(servicePort.path("port").asInt(0));
        }
        JsonNode spec = pod.json().path("spec");
        for (JsonNode container : spec.path("containers")) {
            for (JsonNode port : container.path("ports")) {
                if (port.path("name").asString("").equals(target.asString())
                        && port.path("protocol").asString("TCP").equals(protocol)) {
                    return port.path("containerPort").asInt(0);
                }
            }
        }
        return 0;
    }

    /** When it last became ready or stopped being so; null where nobody said. */
    public @Nullable Instant readinessChangedAt() {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (Objects.equals(condition.path("type").asString(""), "Ready")) {
                return Timestamp.read(condition.path("lastTransitionTime"));
            }
        }
        return null;
    }
}
