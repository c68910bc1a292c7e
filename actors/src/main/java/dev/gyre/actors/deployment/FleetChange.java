package dev.gyre.actors.deployment;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The commands that make one fleet into another: ReplicaSets created, changed and dropped, each with the Event that tells
 * of a scaling. Changes are bound to the revision that was read, for they rest on the status that stood there.
 */
final class FleetChange {

    private static final EventCommands EVENTS = new EventCommands("deployment-controller");

    private final Deployment deployment;
    private final ClusterView view;
    private final Instant now;
    private final List<List<Command>> chains = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    FleetChange(Deployment deployment, ClusterView view, Instant now) {
        this.deployment = deployment;
        this.view = view;
        this.now = now;
    }

    /** One chain for each ReplicaSet that changes. */
    List<List<Command>> chains(Fleet before, Fleet after) {
        Map<String, ReplicaSetState> gone = new HashMap<>();
        before.all().forEach(replicaSet -> gone.put(replicaSet.name(), replicaSet));
        for (ReplicaSetState wanted : after.all()) {
            ReplicaSetState found = gone.remove(wanted.name());
            if (!wanted.equals(found)) {
                chains.add(chain(wanted, found));
            }
        }
        before.old().stream().filter(old -> gone.containsKey(old.name())).forEach(this::drop);
        return chains;
    }

    List<String> reasons() {
        return reasons;
    }

    private List<Command> chain(ReplicaSetState wanted, @Nullable ReplicaSetState found) {
        Resource stored = wanted.stored();
        List<Command> chain = new ArrayList<>();
        chain.add(stored == null ? create(wanted) : update(stored, wanted));
        int from = found == null ? 0 : found.replicas();
        if (wanted.replicas() != from) {
            String direction = wanted.replicas() > from ? "up" : "down";
            String message = "Scaled " + direction + " replica set " + wanted.name() + " to " + wanted.replicas()
                    + " from " + from;
            reasons.add(message);
            chain.add(EVENTS.normal(
                    deployment.resource(), view.revision(), chains.size(), "ScalingReplicaSet", message, now));
        }
        return chain;
    }

    private Command create(ReplicaSetState wanted) {
        Resource owner = deployment.resource();
        ObjectNode object = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
        ObjectNode template = wanted.template().labelled(wanted.podTemplateHash());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", wanted.name()).put("namespace", owner.namespace());
        metadata.set("labels", template.path("metadata").path("labels").deepCopy());
        ObjectNode annotations = metadata.putObject("annotations");
        wanted.annotations().forEach(annotations::put);
        metadata.putArray("ownerReferences")
                .add(OwnerReference.controllerOf("apps/v1", Deployment.KIND, owner)
                        .toJson());

        ObjectNode spec = object.putObject("spec");
        spec.put("replicas", wanted.replicas());
        if (wanted.minReadySeconds() > 0) {
            spec.put("minReadySeconds", wanted.minReadySeconds());
        }
        ObjectNode selector = owner.json().path("spec").path("selector") instanceof ObjectNode given
                ? given.deepCopy()
                : Json.object();
        selector.withObjectProperty("matchLabels").put(PodTemplate.HASH_LABEL, wanted.podTemplateHash());
        spec.set("selector", selector);
        spec.set("template", template);
        return new Command.Create(
                deployment.replicaSetKey(wanted.name()), object, List.of(new Guard.Exists(owner.key(), owner.uid())));
    }

    private static Command update(Resource stored, ReplicaSetState wanted) {
        ObjectNode object = stored.copy();
        ObjectNode annotations = object.withObjectProperty("metadata").withObjectProperty("annotations");
        wanted.annotations().forEach(annotations::put);
        ObjectNode spec = object.withObjectProperty("spec");
        spec.put("replicas", wanted.replicas());
        if (wanted.minReadySeconds() > 0) {
            spec.put("minReadySeconds", wanted.minReadySeconds());
        } else {
            spec.remove("minReadySeconds");
        }
        return new Command.Update(stored.key(), null, stored.revision(), object, List.of());
    }

    private void drop(ReplicaSetState old) {
        Resource stored = old.stored();
        if (stored != null) {
            reasons.add("replica set " + old.name() + " is beyond the revision history limit");
            chains.add(List.of(new Command.Delete(
                    stored.key(), stored.uid(), stored.revision(), Command.Propagation.BACKGROUND, null, List.of())));
        }
    }
}
