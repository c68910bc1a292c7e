package dev.gyre.actors.namespace;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Empties a namespace that is being deleted and then lets it go. Pods go first, with their grace periods, so that what they
 * lean on (their Secrets, the policies around them) is there until they have ended; then all the rest. The finalizer {@code
 * kubernetes} in the spec is taken away when the view holds nothing of the namespace any more.
 */
public final class NamespaceReconciler implements Reconciler {

    private static final String FINALIZER = "kubernetes";

    /** Deletions sent in one round; what they leave is deleted in the next. */
    private static final int MAX_DELETIONS_A_ROUND = 500;

    @Override
    public String name() {
        return "namespace";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        ResourceKey namespace = key.isNamespaced() ? namespaceKey(key.namespace()) : key;
        return namespace.groupResource().equals("namespaces")
                        && view.get(namespace).map(Resource::isDeleting).orElse(false)
                ? Set.of(namespace)
                : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource namespace = view.get(key).orElse(null);
        if (namespace == null || !namespace.isDeleting() || !isHeld(namespace)) {
            return Decision.NOTHING;
        }
        List<Resource> content = view.inNamespace(namespace.name());
        List<List<Command>> chains = new ArrayList<>();
        status(namespace, new RemainingContent(content), now).ifPresent(status -> chains.add(List.of(status)));
        if (content.isEmpty()) {
            return chains.isEmpty()
                    ? Decision.of(List.of(finalizing(namespace)), "it is empty")
                    : Decision.chains(chains, "it is empty");
        }
        deletions(content).forEach(deletion -> chains.add(List.of(deletion)));
        return Decision.chains(chains, "it still holds " + content.size() + " objects");
    }

    private static List<Command> deletions(List<Resource> content) {
        List<Resource> pods = content.stream()
                .filter(object -> object.key().groupResource().equals("pods"))
                .toList();
        return (pods.isEmpty() ? content : pods)
                .stream()
                        .filter(object -> !object.isDeleting())
                        .limit(MAX_DELETIONS_A_ROUND)
                        .map(NamespaceReconciler::delete)
                        .toList();
    }

    private static Command delete(Resource object) {
        return new Command.Delete(object.key(), object.uid(), null, Command.Propagation.BACKGROUND, null, List.of());
    }

    private static Optional<Command> status(Resource namespace, RemainingContent content, Instant now) {
        Conditions before = Conditions.of(namespace.json().path("status").path("conditions"));
        return new StatusWrite(namespace)
                .put("phase", "Terminating")
                .conditions(content.report(before, now))
                .command();
    }

    private static Command finalizing(Resource namespace) {
        ObjectNode object = namespace.copy();
        ArrayNode kept = Json.MAPPER.createArrayNode();
        for (JsonNode finalizer : namespace.json().path("spec").path("finalizers")) {
            if (!finalizer.asString("").equals(FINALIZER)) {
                kept.add(finalizer);
            }
        }
        object.withObjectProperty("spec").set("finalizers", kept);
        return new Command.Update(namespace.key(), "finalize", namespace.revision(), object, List.of());
    }

    private static boolean isHeld(Resource namespace) {
        for (JsonNode finalizer : namespace.json().path("spec").path("finalizers")) {
            if (finalizer.asString("").equals(FINALIZER)) {
                return true;
            }
        }
        return false;
    }

    private static ResourceKey namespaceKey(String name) {
        return ResourceKey.clusterScoped("", "namespaces", name);
    }
}
