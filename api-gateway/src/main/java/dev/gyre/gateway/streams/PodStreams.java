package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.kubelet.Kubelet;
import dev.gyre.gateway.kubelet.KubeletConnections;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code pods/exec}, {@code pods/attach} and {@code pods/portforward}: finds the pod, its container and its node's
 * kubelet, and hands the connection over to a session. What the API can refuse it refuses as an ordinary answer.
 */
public final class PodStreams implements AutoCloseable {

    private static final Set<String> SUBRESOURCES = Set.of("exec", "attach", "portforward");
    private static final Set<String> VERBS = Set.of("get", "create");

    private final ResourceReader reader;
    private final OpenSessions sessions = new OpenSessions();
    private final CommandTaker commands;
    private final ForwardTaker ports;

    public PodStreams(Vertx vertx, ResourceReader reader, KubeletConnections kubelets) {
        this.reader = reader;
        this.commands = new CommandTaker(vertx, kubelets, sessions);
        this.ports = new ForwardTaker(vertx, kubelets, sessions);
    }

    /** The answer, or null where the request is for something else. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        String subresource = String.valueOf(info.subresource());
        String name = info.name();
        boolean isStream = info.group().isEmpty()
                && info.version().equals("v1")
                && info.resource().equals("pods")
                && SUBRESOURCES.contains(subresource)
                && VERBS.contains(info.verb());
        if (!isStream || name == null) {
            return null;
        }
        return reader.consistent().thenApply(snapshot -> {
            StoredObject pod = snapshot.get(ResourceKey.namespaced("", "pods", info.namespace(), name));
            if (pod == null) {
                throw new StatusException(new Status(
                        404, "NotFound", "pods \"" + name + "\" not found", Status.Details.of("", "pods", name)));
            }
            if (subresource.equals("portforward")) {
                return ports.takeover(
                        UpgradeRequest.of(request.headers()),
                        kubelet(snapshot, name, pod),
                        info.namespace(),
                        name,
                        request.query().getOrDefault("ports", List.of()));
            }
            CommandRequest command =
                    CommandRequest.of(subresource.equals("exec"), request, info.namespace(), name, pod.json());
            return commands.takeover(UpgradeRequest.of(request.headers()), kubelet(snapshot, name, pod), command);
        });
    }

    private static Kubelet kubelet(Snapshot snapshot, String name, StoredObject pod) {
        String node = pod.json().path("spec").path("nodeName").asString("");
        if (node.isEmpty()) {
            throw new StatusException(
                    new Status(400, "BadRequest", "pod " + name + " does not have a host assigned", null));
        }
        return Kubelet.of(snapshot, node);
    }

    /** Ends every session, telling its client. */
    @Override
    public void close() {
        sessions.cutAll();
    }
}
