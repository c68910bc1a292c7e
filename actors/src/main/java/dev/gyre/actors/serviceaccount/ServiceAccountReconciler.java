package dev.gyre.actors.serviceaccount;

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
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives every namespace its ServiceAccount {@code default}, and gives it back where somebody deletes it: a pod that names no
 * account runs as this one.
 */
public final class ServiceAccountReconciler implements Reconciler {

    private static final String NAME = "default";

    @Override
    public String name() {
        return "serviceaccount";
    }

    /** Keys are namespaces. */
    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        return switch (key.groupResource()) {
            case "namespaces" -> Set.of(key);
            case "serviceaccounts" ->
                key.name().equals(NAME) && event.type() == ResourceEvent.Type.DELETED
                        ? Set.of(ResourceKey.clusterScoped("", "namespaces", key.namespace()))
                        : Set.of();
            default -> Set.of();
        };
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource namespace = view.get(key).orElse(null);
        ResourceKey account = ResourceKey.namespaced("", "serviceaccounts", key.name(), NAME);
        if (namespace == null || namespace.isDeleting() || view.get(account).isPresent()) {
            return Decision.NOTHING;
        }
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "ServiceAccount");
        object.putObject("metadata").put("name", NAME).put("namespace", key.name());
        Guard namespaceExists = new Guard.Exists(key, namespace.uid());
        return Decision.of(
                List.of(new Command.Create(account, object, List.of(namespaceExists))),
                "the namespace has no ServiceAccount \"default\"");
    }
}
