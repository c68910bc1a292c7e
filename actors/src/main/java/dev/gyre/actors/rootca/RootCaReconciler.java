package dev.gyre.actors.rootca;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows the cluster's certificate authority in every namespace, as the ConfigMap {@code kube-root-ca.crt} that pods mount
 * beside their tokens, and puts it right where somebody changes or deletes it. The authority is given, not read: the same
 * view and the same authority give the same decision.
 */
public final class RootCaReconciler implements Reconciler {

    private static final String NAME = "kube-root-ca.crt";
    private static final String KEY = "ca.crt";
    private static final String DESCRIPTION = "The authority by which the API server is known inside of this cluster,"
            + " under its service's address and names. It says nothing about any other certificate.";

    private static final String AUTHORITY = "authority";

    private final String authority;

    /** @param authority PEM */
    public RootCaReconciler(String authority) {
        this.authority = authority;
    }

    @Override
    public String name() {
        return "root-ca-cert-publisher";
    }

    @Override
    public @Nullable Reconciler startedWith(Map<String, String> inputs) {
        String then = inputs.get(AUTHORITY);
        return then == null ? null : new RootCaReconciler(then);
    }

    /** Keys are namespaces. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "namespaces" -> Set.of(key);
            case "configmaps" ->
                key.name().equals(NAME)
                        ? Set.of(ResourceKey.clusterScoped("", "namespaces", key.namespace()))
                        : Set.of();
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource namespace = view.get(key).orElse(null);
        if (namespace == null || namespace.isDeleting()) {
            return Decision.NOTHING;
        }
        ResourceKey configMap = ResourceKey.namespaced("", "configmaps", key.name(), NAME);
        return view.get(configMap).map(this::corrected).orElseGet(() -> created(configMap, namespace));
    }

    private Decision created(ResourceKey configMap, Resource namespace) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        object.putObject("metadata")
                .put("name", NAME)
                .put("namespace", configMap.namespace())
                .putObject("annotations")
                .put("kubernetes.io/description", DESCRIPTION);
        object.putObject("data").put(KEY, authority);
        Guard namespaceExists = new Guard.Exists(namespace.key(), namespace.uid());
        return decision(
                new Command.Create(configMap, object, List.of(namespaceExists)),
                "the namespace has no ConfigMap \"" + NAME + "\"");
    }

    private Decision corrected(Resource present) {
        ObjectNode wanted = Json.object().put(KEY, authority);
        if (present.isDeleting() || present.json().path("data").equals(wanted)) {
            return Decision.NOTHING;
        }
        ObjectNode object = present.json().deepCopy();
        object.set("data", wanted);
        return decision(
                new Command.Update(present.key(), null, present.revision(), object, List.of()),
                "the ConfigMap \"" + NAME + "\" does not show the cluster's authority");
    }

    private Decision decision(Command command, String reason) {
        return Decision.of(List.of(command), reason).reading(Map.of(AUTHORITY, authority));
    }
}
