package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.Warnings;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks whoever has a say in connections: into containers, and through the proxy. What they are shown are the options of the
 * connection, which nobody can change.
 */
public final class ConnectAdmission {

    private final DynamicAdmission dynamic;
    private final ResourceKinds kinds;

    public ConnectAdmission(DynamicAdmission dynamic, ResourceKinds kinds) {
        this.dynamic = dynamic;
        this.kinds = kinds;
    }

    /** Fails with the refusal. */
    public CompletionStage<Void> admit(ApiRequest request, RequestInfo info) {
        ResourceKind kind = kinds.served(info.apiVersion(), info.resource());
        ApiVersion version = kind == null ? null : kind.served(info.apiVersion());
        if (kind == null || version == null || dynamic.isIdle()) {
            return CompletableFuture.completedStage(null);
        }
        String part = String.valueOf(info.subresource());
        ObjectNode options = options(request, kind, part);
        Warnings unheard = new Warnings();
        AdmissionAttributes attributes = new AdmissionAttributes(
                Operation.CONNECT,
                kind,
                version,
                part,
                info.namespace(),
                String.valueOf(info.name()),
                request.user(),
                false,
                options,
                shown -> options,
                null);
        return dynamic.mutate(attributes, null, unheard).thenCompose(admitted -> dynamic.validate(attributes, unheard));
    }

    private static ObjectNode options(ApiRequest request, ResourceKind kind, String part) {
        String word = part.equals("portforward")
                ? "PortForward"
                : part.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + part.substring(1);
        ObjectNode options =
                Json.object().put("kind", kind.kind() + word + "Options").put("apiVersion", "v1");
        for (String flag : List.of("stdin", "stdout", "stderr", "tty")) {
            if (request.flag(flag)) {
                options.put(flag, true);
            }
        }
        String container = request.parameter("container");
        if (container != null) {
            options.put("container", container);
        }
        List<String> command = request.query().getOrDefault("command", List.of());
        if (!command.isEmpty()) {
            ArrayNode words = options.putArray("command");
            command.forEach(words::add);
        }
        int proxied = request.path().indexOf("/proxy/");
        if (part.equals("proxy") && proxied >= 0) {
            options.put("path", request.path().substring(proxied + "/proxy".length()));
        }
        return options;
    }
}
