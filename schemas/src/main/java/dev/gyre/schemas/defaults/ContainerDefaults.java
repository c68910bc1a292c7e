package dev.gyre.schemas.defaults;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of a container, whether an ordinary one, for initialization or ephemeral. */
final class ContainerDefaults {

    private static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");

    private ContainerDefaults() {}

    static void container(ObjectNode container) {
        Unset.string(
                container, "imagePullPolicy", pullPolicy(container.path("image").asString("")));
        Unset.string(container, "terminationMessagePath", "/dev/termination-log");
        Unset.string(container, "terminationMessagePolicy", "File");
        ResourceDefaults.requirements(Unset.object(container, "resources"));
        for (ObjectNode port : Unset.items(container, "ports")) {
            Unset.string(port, "protocol", "TCP");
        }
        for (ObjectNode variable : Unset.items(container, "env")) {
            for (ObjectNode source : Unset.child(variable, "valueFrom")) {
                fieldRef(source);
            }
        }
        for (String probe : PROBES) {
            Unset.child(container, probe).forEach(ContainerDefaults::probe);
        }
        for (ObjectNode lifecycle : Unset.child(container, "lifecycle")) {
            Unset.child(lifecycle, "postStart").forEach(ContainerDefaults::handler);
            Unset.child(lifecycle, "preStop").forEach(ContainerDefaults::handler);
        }
    }

    /** An image that may change under its name is looked up each time: one tagged {@code latest}, or not named closer. */
    static String pullPolicy(String image) {
        int at = image.indexOf('@');
        String name = at < 0 ? image : image.substring(0, at);
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        boolean isLatest = colon < 0 ? at < 0 : name.substring(colon + 1).equals("latest");
        return isLatest ? "Always" : "IfNotPresent";
    }

    static void fieldRef(ObjectNode source) {
        for (ObjectNode reference : Unset.child(source, "fieldRef")) {
            Unset.string(reference, "apiVersion", "v1");
        }
    }

    private static void probe(ObjectNode probe) {
        Unset.zero(probe, "timeoutSeconds", 1);
        Unset.zero(probe, "periodSeconds", 10);
        Unset.zero(probe, "successThreshold", 1);
        Unset.zero(probe, "failureThreshold", 3);
        handler(probe);
        for (ObjectNode grpc : Unset.child(probe, "grpc")) {
            if (Unset.isMissing(grpc, "service")) {
                grpc.put("service", "");
            }
        }
    }

    private static void handler(ObjectNode handler) {
        for (ObjectNode httpGet : Unset.child(handler, "httpGet")) {
            Unset.string(httpGet, "path", "/");
            Unset.string(httpGet, "scheme", "HTTP");
        }
    }
}
