package dev.gyre.it.simulation;

import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.loadbalancer.AddressPool;
import dev.gyre.actors.shell.Input;
import dev.gyre.cli.ControllersRole;
import dev.gyre.cli.RoleIdentity;
import dev.gyre.events.DecisionLog;
import dev.gyre.events.LogDecisionLog;
import dev.gyre.schemas.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The controllers and the scheduler that `./gyre` starts, in one process with one view, as whom they are in a real cluster. */
final class SimulatedPlane {

    private static final AddressPool POOL = new AddressPool("", List.of());

    final SimulatedProcess process;
    final SeededLog log;
    private final Cluster cluster;
    private final SimulatedView view;
    private final DecisionLog decisions;
    private final List<SimulatedController> all = new ArrayList<>();

    SimulatedPlane(Cluster cluster, String name, SimulatedView.Disk disk) {
        this.cluster = cluster;
        this.process = cluster.process(name);
        this.log = cluster.logFor(process);
        ApiClient plane = clientFor(RoleIdentity.CONTROLLERS);
        this.view = new SimulatedView(cluster, process, log, plane, disk);
        this.decisions = new LogDecisionLog(log, Cluster.TOPICS, Cluster.CLUSTER_ID);
        start(
                ControllersRole.controllers(
                        cluster.kinds,
                        this::clientFor,
                        cluster.simulation.instant(),
                        "the authority\n",
                        POOL,
                        asked -> CompletableFuture.failedStage(new IllegalStateException("nobody consumes here"))),
                plane);
        start(ControllersRole.scheduler(this::clientFor), plane);
        all.forEach(each -> view.readBy((now, events) -> each.tell(new Input.ViewAdvanced(now, events))));
        view.begin();
    }

    private void start(Group group, ApiClient plane) {
        SimulatedOwnership ownership = new SimulatedOwnership(process, group.name(), plane);
        List<SimulatedController> members = group.controllers().stream()
                .map(each -> new SimulatedController(
                        cluster, process, each.reconciler(), group.name(), each.client(), decisions, ownership))
                .toList();
        ownership.join(log, members);
        all.addAll(members);
    }

    private ApiClient clientFor(RoleIdentity role) {
        return cluster.clientFor(process, role.user(), role.groups().toArray(String[]::new));
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
