package dev.gyre.node.ingress;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What an Ingress' owner should know, most of it why it does not work as it was meant to, in words for an Event. */
record Notice(Resource ingress, String type, String reason, String message) {
    private static final int RADIX = 16;
    private static final String NORMAL = "Normal";
    private static final String WARNING = "Warning";

    static Notice scheduled(Resource ingress) {
        return new Notice(ingress, NORMAL, "Sync", "Scheduled for sync");
    }

    /**
     * Where all our Ingresses are served, and what is wrong with them.
     *
     * @param badSecrets the Secrets that are named and cannot be used, and why
     */
    static Set<Notice> of(IngressView view, Map<ResourceKey, String> badSecrets, List<Door.State> doors) {
        Set<Notice> notices = new LinkedHashSet<>();
        for (Resource ingress : view.routes().ingresses()) {
            if (!doors.isEmpty()) {
                notices.add(listening(ingress, doors));
            }
            for (Backend backend : Routes.backendsOf(ingress)) {
                String service =
                        backend.service().namespace() + "/" + backend.service().name();
                if (!view.hasService(backend.service())) {
                    notices.add(
                            new Notice(ingress, WARNING, "ServiceNotFound", "service \"" + service + "\" not found"));
                } else if (view.endpoints(backend).isEmpty()) {
                    String port =
                            backend.portName().isEmpty() ? Integer.toString(backend.portNumber()) : backend.portName();
                    notices.add(new Notice(
                            ingress, WARNING, "PortNotFound", "service \"" + service + "\" has no TCP port " + port));
                }
            }
            ingress.json().path("spec").path("tls").forEach(tls -> {
                String name = tls.path("secretName").asString("");
                String why = badSecrets.get(ResourceKey.namespaced("", "secrets", ingress.namespace(), name));
                if (why != null) {
                    notices.add(new Notice(
                            ingress,
                            WARNING,
                            "CertificateNotUsed",
                            "secret \"" + ingress.namespace() + "/" + name + "\" " + why
                                    + "; the default certificate is used"));
                }
            });
        }
        return notices;
    }

    private static Notice listening(Resource ingress, List<Door.State> doors) {
        String ports = doors.stream().map(Door.State::toString).collect(Collectors.joining(", "));
        return doors.stream().allMatch(Door.State::isOpen)
                ? new Notice(ingress, NORMAL, "Listening", ports)
                : new Notice(
                        ingress,
                        WARNING,
                        "ListenFailed",
                        ports
                                + "; a pod with this hostPort or another program of the node may have it. It is tried again");
    }

    /** As an Event of the Ingress. */
    Command event(Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        long mixed = now.toEpochMilli() * 31 + Objects.hash(ingress.uid(), reason, message);
        String name = ingress.name() + "." + Long.toString(mixed & Long.MAX_VALUE, RADIX);
        ObjectNode json = Json.object().put("apiVersion", "v1").put("kind", "Event");
        json.putObject("metadata").put("name", name).put("namespace", ingress.namespace());
        json.putObject("involvedObject")
                .put("apiVersion", "networking.k8s.io/v1")
                .put("kind", "Ingress")
                .put("namespace", ingress.namespace())
                .put("name", ingress.name())
                .put("uid", ingress.uid())
                .put("resourceVersion", Long.toString(ingress.revision()));
        json.put("reason", reason).put("message", message).put("type", type);
        json.putObject("source").put("component", "gyre-ingress");
        json.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
        json.put("reportingComponent", "gyre-ingress").put("reportingInstance", "");
        return new Command.Create(ResourceKey.namespaced("", "events", ingress.namespace(), name), json, List.of());
    }

    /** The same notice about the same object, whatever else has changed about it. */
    String identity() {
        return ingress.key() + " " + reason + " " + message;
    }
}
