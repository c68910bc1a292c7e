package dev.gyre.it.simulation;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.InMemoryMetaStore;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** What all processes of one run share: store, log, gateways, and those who watch over the invariants. */
final class Cluster {

    static final Topics TOPICS = new Topics(4, 2, 2, 2);
    static final String CLUSTER_ID = "simulated";

    private static final String COMPONENTS = "gyre:components";

    final Simulation simulation;
    final Faults faults;
    final Network network;
    final KindSet kinds = KubernetesKinds.registry();
    final InMemoryResourceStore store = new InMemoryResourceStore();
    final InMemoryMetaStore meta = new InMemoryMetaStore(store);
    final InMemoryEventLog log;
    final Ledger ledger;
    final RandomGenerator entropy;
    final WriteInvariants writes;
    final LogInvariants published;
    final RolloutInvariants rollouts;

    private final List<SimulatedGateway> gateways = new ArrayList<>();

    Cluster(Simulation simulation) {
        this.simulation = simulation;
        this.faults = new Faults(simulation.split());
        this.network = new Network(simulation.split(), faults);
        this.entropy = simulation.split();
        this.log = new InMemoryEventLog(task -> simulation.schedule(network.turn(), task));
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
        this.ledger = new Ledger(simulation, kinds, TOPICS);
        this.writes = new WriteInvariants(simulation, ledger, faults);
        this.published = new LogInvariants(simulation, ledger, TOPICS);
        this.rollouts = new RolloutInvariants(simulation, ledger);
        ledger.listen(rollouts::committed);
        store.watch(2, ledger);
        gateways.add(new SimulatedGateway(this, "gateway-1"));
        gateways.add(new SimulatedGateway(this, "gateway-2"));
        gateways.getFirst().bootstrap();
    }

    SimulatedProcess process(String name) {
        return new SimulatedProcess(simulation, network, name);
    }

    SeededStore storeFor(SimulatedProcess process) {
        return new SeededStore(store, process, simulation, network, writes::committed);
    }

    SeededLog logFor(SimulatedProcess process) {
        BiConsumer<Entry, Long> appended = (entry, offset) -> {
            published.appended(entry, offset);
            writes.appended(entry);
        };
        return new SeededLog(log, process, simulation, network, faults, appended);
    }

    /** The API as one of Gyre's own components. */
    ApiClient clientFor(SimulatedProcess process, String user, String... groups) {
        String[] all = new String[groups.length + 2];
        System.arraycopy(groups, 0, all, 0, groups.length);
        all[groups.length] = COMPONENTS;
        all[groups.length + 1] = "system:authenticated";
        return client(process, UserInfo.of(user, all));
    }

    /** The API as an administrator. */
    ApiClient adminClient(SimulatedProcess process) {
        return client(process, UserInfo.of("kubernetes-admin", "system:masters", "system:authenticated"));
    }

    private ApiClient client(SimulatedProcess process, UserInfo user) {
        List<ApiClient> each =
                gateways.stream().map(gateway -> gateway.clientFor(user)).toList();
        BiConsumer<Command, Outcome> answered = writes::answered;
        return new SeededClient(process, simulation, network, each, answered);
    }
}
