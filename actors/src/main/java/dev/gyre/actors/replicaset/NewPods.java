package dev.gyre.actors.replicaset;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.SafeSuffix;
import dev.gyre.actors.workload.TemplatePod;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pods a ReplicaSet makes from its template. Their names follow from the ReplicaSet's uid, the revision that was
 * decided on and an index; a name that is taken moves on to the next index. Each creation is guarded by the ReplicaSet's
 * existence, so that none is born an orphan.
 */
final class NewPods {

    /** As upstream: more than this are made in further rounds. */
    private static final int MAX_PODS_A_ROUND = 500;

    /** A decision is one record on the log, and it holds every pod it makes. */
    private static final int MAX_BYTES_A_ROUND = 600_000;

    private final ReplicaSet replicaSet;
    private final ClusterView view;

    NewPods(ReplicaSet replicaSet, ClusterView view) {
        this.replicaSet = replicaSet;
        this.view = view;
    }

    List<Command.Create> create(int wanted) {
        int bytesEach = Json.write(replicaSet.template()).length + 512;
        int count = Math.min(wanted, Math.min(MAX_PODS_A_ROUND, Math.max(1, MAX_BYTES_A_ROUND / bytesEach)));
        Guard ownerExists = new Guard.Exists(
                replicaSet.resource().key(), replicaSet.resource().uid());
        List<Command.Create> pods = new ArrayList<>(count);
        Set<String> taken = new HashSet<>();
        for (int index = 0; pods.size() < count; index++) {
            String name = SafeSuffix.childName(
                    replicaSet.name(), replicaSet.resource().uid(), view.revision(), index);
            ResourceKey key = replicaSet.podKey(name);
            if (taken.add(name) && view.get(key).isEmpty()) {
                pods.add(new Command.Create(key, pod(key), List.of(ownerExists)));
            }
        }
        return pods;
    }

    private ObjectNode pod(ResourceKey key) {
        return TemplatePod.of(
                replicaSet.template(),
                key,
                OwnerReference.controllerOf("apps/v1", ReplicaSet.KIND, replicaSet.resource()));
    }
}
