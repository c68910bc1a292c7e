package dev.gyre.it.simulation;

import dev.gyre.actors.Reconciler;
import dev.gyre.actors.deployment.DeploymentReconciler;
import dev.gyre.actors.eventexpiry.EventExpiryReconciler;
import dev.gyre.actors.garbagecollection.GarbageCollectionReconciler;
import dev.gyre.actors.namespace.NamespaceReconciler;
import dev.gyre.actors.nodelifecycle.NodeLifecycleReconciler;
import dev.gyre.actors.nodelifecycle.TaintEvictionReconciler;
import dev.gyre.actors.podgc.PodGcReconciler;
import dev.gyre.actors.replicaset.ReplicaSetReconciler;
import dev.gyre.actors.rootca.RootCaReconciler;
import dev.gyre.actors.scheduler.SchedulerReconciler;
import dev.gyre.actors.serviceaccount.ServiceAccountReconciler;
import dev.gyre.actors.shell.Input;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.LogDecisionLog;
import dev.gyre.schemas.ApiClient;
import java.util.ArrayList;
import java.util.List;

/** Controllers and scheduler in one process with one view, as whom they are in a real cluster. */
final class SimulatedPlane {

    private static final String CONTROLLERS = "gyre-controllers";
    private static final String SCHEDULER = "gyre-scheduler";

    final SimulatedProcess process;
    final SeededLog log;
    private final Cluster cluster;
    private final SimulatedView view;
    private final List<SimulatedController> all = new ArrayList<>();

    SimulatedPlane(Cluster cluster, String name) {
        this.cluster = cluster;
        this.process = cluster.process(name);
        this.log = cluster.logFor(process);
        ApiClient plane = cluster.clientFor(process, "system:kube-controller-manager");
        this.view = new SimulatedView(cluster, process, log, plane);
        DecisionLog decisions = new LogDecisionLog(log, Cluster.TOPICS, Cluster.CLUSTER_ID);

        SimulatedOwnership controllers = new SimulatedOwnership(process, CONTROLLERS, plane);
        List<SimulatedController> members = new ArrayList<>();
        members.add(controller(new DeploymentReconciler(), "deployment-controller", decisions, controllers));
        members.add(controller(new ReplicaSetReconciler(), "replicaset-controller", decisions, controllers));
        members.add(controller(
                new GarbageCollectionReconciler(cluster.kinds), "generic-garbage-collector", decisions, controllers));
        members.add(controller(new NamespaceReconciler(), "namespace-controller", decisions, controllers));
        members.add(controller(new ServiceAccountReconciler(), "service-account-controller", decisions, controllers));
        members.add(
                controller(new RootCaReconciler("the authority\n"), "root-ca-cert-publisher", decisions, controllers));
        members.add(controller(
                new NodeLifecycleReconciler(cluster.simulation.instant()), "node-controller", decisions, controllers));
        members.add(controller(new TaintEvictionReconciler(), "node-controller", decisions, controllers));
        members.add(controller(new PodGcReconciler(), "pod-garbage-collector", decisions, controllers));
        members.add(controller(new EventExpiryReconciler(), "event-controller", decisions, controllers));
        controllers.join(log, members);

        SimulatedOwnership scheduling = new SimulatedOwnership(process, SCHEDULER, plane);
        SimulatedController scheduler = new SimulatedController(
                cluster,
                process,
                new SchedulerReconciler(),
                SCHEDULER,
                cluster.clientFor(process, "system:kube-scheduler"),
                decisions,
                scheduling);
        scheduling.join(log, List.of(scheduler));

        all.addAll(members);
        all.add(scheduler);
        all.forEach(each -> view.readBy((now, events) -> each.tell(new Input.ViewAdvanced(now, events))));
        view.load();
    }

    private SimulatedController controller(
            Reconciler reconciler, String account, DecisionLog decisions, SimulatedOwnership ownership) {
        ApiClient client = cluster.clientFor(
                process,
                "system:serviceaccount:kube-system:" + account,
                "system:serviceaccounts",
                "system:serviceaccounts:kube-system");
        return new SimulatedController(
                cluster,
                process,
                reconciler,
                reconciler instanceof SchedulerReconciler ? SCHEDULER : CONTROLLERS,
                client,
                decisions,
                ownership);
    }

    boolean isIdle() {
        return process.isAlive()
                && !process.isPaused()
                && all.stream().allMatch(controller -> controller.counts().keysInFlight() == 0);
    }

    long commands() {
        return all.stream()
                .mapToLong(controller -> controller.counts().commands())
                .sum();
    }

    SimulatedView view() {
        return view;
    }

    List<SimulatedController> controllers() {
        return all;
    }
}
