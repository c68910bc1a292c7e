package dev.gyre.actors.simulation;

import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.ConditionEdit;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/** A scheduler and kubelets that do the next thing to a pod, or what chance wants. */
public final class Kubelets {

    private static final int NODES = 3;

    /** Where a daemon's pod names the node that it is for. */
    private static final String NODE_WANTED =
            "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"
                    + "/nodeSelectorTerms/0/matchFields/0/values/0";

    private final InMemoryCluster cluster;
    private final Random random;

    public Kubelets(InMemoryCluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    /** Takes one pod that has somewhere to go a step further; false where none has. */
    public boolean progress() {
        List<Resource> pods = pods().stream().filter(this::hasNextStep).toList();
        if (pods.isEmpty()) {
            return false;
        }
        step(pods.get(random.nextInt(pods.size())));
        return true;
    }

    /** A ready pod stops being so; null where there is none. */
    public Resource unready() {
        return change(true, "False", null);
    }

    /** A pod ends for good, as when its node evicts it. */
    public Resource fail() {
        return change(true, "False", "Failed");
    }

    private Resource change(boolean wasReady, String ready, String phase) {
        List<Resource> pods = pods().stream()
                .filter(pod -> new PodState(pod).isActive() && new PodState(pod).isReady() == wasReady)
                .toList();
        if (pods.isEmpty()) {
            return null;
        }
        Resource pod = pods.get(random.nextInt(pods.size()));
        report(pod, phase == null ? "Running" : phase, ready);
        return pod;
    }

    private boolean hasNextStep(Resource pod) {
        PodState state = new PodState(pod);
        return pod.isDeleting() || !state.isFinished() && !state.isReady();
    }

    private void step(Resource pod) {
        PodState state = new PodState(pod);
        if (pod.isDeleting()) {
            cluster.remove(pod.key());
        } else if (state.nodeName().isEmpty()) {
            String wanted = pod.json().at(NODE_WANTED).asString("");
            String node = wanted.isEmpty() ? "node-" + random.nextInt(NODES) : wanted;
            cluster.execute(new Command.Bind(pod.key(), pod.uid(), node, List.of()));
        } else if (!state.phase().equals("Running")) {
            report(pod, "Running", "False");
        } else {
            report(pod, "Running", "True");
        }
    }

    private void report(Resource pod, String phase, String ready) {
        ObjectNode object = pod.copy();
        object.withObjectProperty("status").put("phase", phase);
        ConditionEdit.set(object, new Condition("Ready", ready, "", "", null, cluster.now()));
        cluster.execute(new Command.Update(pod.key(), "status", pod.revision(), object, List.of()));
    }

    private List<Resource> pods() {
        return cluster.view().list("", "pods");
    }
}
