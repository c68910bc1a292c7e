package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Does the main job: rolls a Deployment out, scales and updates it, and changes its limits. */
final class DeploymentUser extends User {

    private int version = 1;

    DeploymentUser(Cluster cluster, SimulatedRuntime runtime, String namespace, String name) {
        super(cluster, runtime, ResourceKey.namespaced("apps", "deployments", namespace, name));
    }

    @Override
    ObjectNode manifest() {
        ObjectNode deployment = workload("Deployment");
        ObjectNode spec = deployment.withObjectProperty("spec").put("replicas", random.nextInt(1, 6));
        spec.putObject("strategy").put("type", "RollingUpdate").set("rollingUpdate", limits());
        return deployment;
    }

    @Override
    void act() {
        switch (random.nextInt(8)) {
            case 0, 1 -> scale(random.nextInt(8));
            case 2, 3, 4 -> {
                version = random.nextInt(4) == 0 ? Math.max(1, version - 1) : version + 1;
                update(version);
            }
            case 5 -> deletePod();
            case 6 -> killContainer();
            default -> changeLimits();
        }
    }

    private void changeLimits() {
        ObjectNode patch = Json.object();
        patch.putObject("spec").putObject("strategy").set("rollingUpdate", limits());
        patch("change limits", patch);
    }

    private ObjectNode limits() {
        int surge = random.nextInt(3);
        int unavailable = surge == 0 ? random.nextInt(1, 3) : random.nextInt(3);
        return Json.object().put("maxSurge", surge).put("maxUnavailable", unavailable);
    }

    @Override
    boolean isAsWanted(StoredObject deployment) {
        Workload workload = Workload.of(cluster.ledger, deployment);
        return workload.isAsWanted() && workload.isReported();
    }

    @Override
    List<StoredObject> pods() {
        StoredObject deployment = cluster.ledger.get(key);
        return deployment == null
                ? List.of()
                : Workload.of(cluster.ledger, deployment).pods();
    }

    @Override
    String inWords() {
        StoredObject deployment = cluster.ledger.get(key);
        return deployment == null
                ? super.inWords()
                : Workload.of(cluster.ledger, deployment).toString();
    }
}
