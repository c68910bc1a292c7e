package dev.gyre.actors.deployment;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Resource;
import java.time.Instant;

/**
 * The pods that a ReplicaSet has at the revision that is decided on. Its status may lag behind them; what must hold in every
 * moment of a rollout rests on the pods themselves.
 *
 * @param active neither finished nor about to go
 * @param available of the active, those that have been ready for long enough
 * @param running all that have not ended yet, those about to go included
 */
record Pods(int active, int available, int running) {

    static final Pods NONE = new Pods(0, 0, 0);

    static Pods of(Resource replicaSet, int minReadySeconds, ClusterView view, Instant now) {
        int active = 0;
        int available = 0;
        int running = 0;
        for (Resource child : view.ownedBy(replicaSet.uid())) {
            if (!child.key().groupResource().equals("pods")) {
                continue;
            }
            PodState pod = new PodState(child);
            running += pod.isFinished() ? 0 : 1;
            if (pod.isActive()) {
                active++;
                available += pod.isAvailable(minReadySeconds, now) ? 1 : 0;
            }
        }
        return new Pods(active, available, running);
    }
}
