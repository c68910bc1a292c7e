package dev.gyre.actors.shell;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Objects;
import dev.gyre.actors.Reconciler;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Gives each "set" as many pods as its spec says, then tells the count in its status: a ReplicaSet in 40 lines. */
public final class ToyReconciler implements Reconciler {

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        if (event.key().plural().equals("sets")) {
            return Set.of(event.key());
        }
        return event.resource().ownerReferences().stream()
                .map(owner -> ResourceKey.namespaced("", "sets", event.key().namespace(), owner.name()))
                .collect(Collectors.toSet());
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource set = view.get(key).orElse(null);
        if (set == null) {
            return Decision.NOTHING;
        }
        List<Resource> pods = view.ownedBy(set.uid());
        int wanted = set.json().path("spec").path("replicas").asInt(0);
        List<Command> commands = new ArrayList<>();
        for (int i = pods.size(); i < wanted; i++) {
            commands.add(create(set, view.revision(), i));
        }
        for (Resource pod : pods.subList(Math.min(wanted, pods.size()), pods.size())) {
            commands.add(new Command.Delete(pod.key(), pod.uid(), null, null, null, List.of()));
        }
        if (!commands.isEmpty()) {
            return Decision.independent(commands, "has " + pods.size() + " of " + wanted);
        }
        if (set.json().path("status").path("replicas").asInt(0) == wanted) {
            return Decision.NOTHING;
        }
        ObjectNode status = Objects.json("{'status': {'replicas': " + wanted + "}}");
        return Decision.of(
                List.of(new Command.Patch(key, "status", Command.PatchType.MERGE, status, List.of())), "complete");
    }

    private static Command create(Resource set, long revision, int index) {
        ResourceKey key =
                ResourceKey.namespaced("", "pods", set.namespace(), set.name() + "-" + revision + "-" + index);
        ObjectNode pod = Objects.json("{'metadata': {}}");
        ObjectNode metadata = (ObjectNode) pod.get("metadata");
        metadata.put("name", key.name()).put("namespace", key.namespace());
        metadata.putArray("ownerReferences")
                .add(OwnerReference.controllerOf("v1", "Set", set).toJson());
        return new Command.Create(key, pod, List.of());
    }
}
