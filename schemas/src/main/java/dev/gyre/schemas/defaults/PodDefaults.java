package dev.gyre.schemas.defaults;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Defaults of a pod. Some are for pods alone and not for the templates they are made from: requests that follow limits,
 * service links, host ports of pods on the host's network.
 */
public final class PodDefaults {

    private PodDefaults() {}

    public static void pod(ObjectNode pod) {
        ObjectNode spec = Unset.object(pod, "spec");
        podSpec(spec);
        for (ObjectNode container : containers(spec)) {
            requestsFromLimits(container);
        }
        Unset.flag(spec, "enableServiceLinks", true);
        if (spec.path("hostNetwork").asBoolean(false)) {
            for (ObjectNode container : containers(spec)) {
                for (ObjectNode port : Unset.items(container, "ports")) {
                    Unset.zero(port, "hostPort", port.path("containerPort").asInt(0));
                }
            }
        }
    }

    /** A template that stands by itself. */
    public static void podTemplate(ObjectNode podTemplate) {
        podSpec(Unset.object(Unset.object(podTemplate, "template"), "spec"));
    }

    /** Defaults of {@code spec.template} of whatever makes pods. */
    static void template(ObjectNode owner) {
        ObjectNode template = Unset.object(Unset.object(owner, "spec"), "template");
        podSpec(Unset.object(template, "spec"));
    }

    private static void podSpec(ObjectNode spec) {
        Unset.string(spec, "dnsPolicy", "ClusterFirst");
        Unset.string(spec, "restartPolicy", "Always");
        Unset.object(spec, "securityContext");
        Unset.number(spec, "terminationGracePeriodSeconds", 30);
        Unset.string(spec, "schedulerName", "default-scheduler");
        serviceAccountName(spec);
        for (ObjectNode volume : Unset.items(spec, "volumes")) {
            VolumeDefaults.volume(volume);
        }
        for (ObjectNode container : containers(spec)) {
            ContainerDefaults.container(container);
        }
        for (ObjectNode container : Unset.items(spec, "ephemeralContainers")) {
            ContainerDefaults.container(container);
        }
        for (ObjectNode overhead : Unset.child(spec, "overhead")) {
            ResourceDefaults.quantities(overhead);
        }
    }

    private static List<ObjectNode> containers(ObjectNode spec) {
        List<ObjectNode> containers = Unset.items(spec, "initContainers");
        containers.addAll(Unset.items(spec, "containers"));
        return containers;
    }

    /** {@code serviceAccount} is the old name of {@code serviceAccountName}; both are kept, and the new one wins. */
    private static void serviceAccountName(ObjectNode spec) {
        String name = spec.path("serviceAccountName").asString("");
        if (name.isEmpty()) {
            name = spec.path("serviceAccount").asString("");
        }
        if (!name.isEmpty()) {
            spec.put("serviceAccountName", name).put("serviceAccount", name);
        }
    }

    private static void requestsFromLimits(ObjectNode container) {
        JsonNode limits = container.path("resources").path("limits");
        if (!limits.isObject()) {
            return;
        }
        ObjectNode requests = Unset.object(Unset.object(container, "resources"), "requests");
        limits.properties().forEach(limit -> {
            if (Unset.isMissing(requests, limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue().deepCopy());
            }
        });
    }
}
