package dev.gyre.it.simulation;

import dev.gyre.events.Heartbeats;
import dev.gyre.events.LogDecisionLog;
import dev.gyre.events.PodReferences;
import dev.gyre.node.Kubelet;
import dev.gyre.node.KubeletMessage;
import dev.gyre.node.KubeletPorts;
import dev.gyre.node.Mailbox;
import dev.gyre.node.NodeSettings;
import dev.gyre.node.ServiceDirectory;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.simulated.SimulatedProber;
import dev.gyre.node.simulated.SimulatedRuntime;
import dev.gyre.node.volume.NoVolumes;
import dev.gyre.schemas.ApiClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Kubelets in one process with one feed of references, as {@link dev.gyre.node.NodeAgent} runs them. The runtime is not
 * part of it: when the process dies its containers stay, and the next one finds them.
 */
final class SimulatedNodes {

    private static final Duration FOLLOW_AGAIN = Duration.ofSeconds(1);

    final SimulatedProcess process;
    private final Cluster cluster;
    private final Map<String, Mailbox> kubelets = new LinkedHashMap<>();
    private final PodReferences references;
    private final ApiClient api;

    SimulatedNodes(Cluster cluster, String name, SimulatedRuntime runtime, List<String> nodes) {
        this.cluster = cluster;
        this.process = cluster.process(name);
        SeededLog log = cluster.logFor(process);
        this.references = new PodReferences(log, Cluster.TOPICS);
        Heartbeats heartbeats = new Heartbeats(log, Cluster.CLUSTER_ID);
        this.api = client(nodes.getFirst());
        for (String node : nodes) {
            KubeletPorts ports = new KubeletPorts(
                    client(node),
                    runtime,
                    new NoVolumes(),
                    new SimulatedProber(runtime),
                    ServiceDirectory.NONE,
                    new LogDecisionLog(log, Cluster.TOPICS, Cluster.CLUSTER_ID),
                    beat -> heartbeats.publish(beat.nodeName(), beat.time()),
                    cluster.simulation);
            kubelets.put(node, start(node, ports));
        }
        var watch = runtime.watch(this::died);
        process.onKill(() -> close(watch));
        follow();
    }

    private ApiClient client(String node) {
        return cluster.clientFor(process, "system:node:" + node, "system:nodes");
    }

    private Mailbox start(String node, KubeletPorts ports) {
        Executor line = process.line();
        Kubelet[] kubelet = new Kubelet[1];
        Mailbox mailbox = new Mailbox() {
            @Override
            public void tell(KubeletMessage message) {
                line.execute(() -> kubelet[0].on(message));
            }

            @Override
            public void tellAfter(Duration delay, KubeletMessage message) {
                process.after(delay, () -> tell(message));
            }
        };
        kubelet[0] = new Kubelet(NodeSettings.of(node, "10.0.0.1", 0), ports, mailbox);
        mailbox.tell(new KubeletMessage.Start());
        return mailbox;
    }

    private void died(PodObservation seen) {
        Mailbox kubelet = kubelets.get(seen.pod().node());
        if (kubelet != null && !cluster.network.chance(5)) {
            process.after(cluster.network.delay(), () -> kubelet.tell(new KubeletMessage.ContainerDied(seen)));
        }
    }

    private void follow() {
        references
                .currentOffsets()
                .thenCompose(offsets -> api.currentRevision()
                        .thenAccept(revision -> references.follow(
                                offsets,
                                revision,
                                kubelets::containsKey,
                                batch -> batch.forEach(reference -> kubelets.get(reference.nodeName())
                                        .tell(new KubeletMessage.PodReferenced(reference))),
                                this::broken)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        broken(failure);
                    } else {
                        kubelets.values().forEach(kubelet -> kubelet.tell(new KubeletMessage.FeedFollowed()));
                    }
                });
    }

    private void broken(Throwable cause) {
        cluster.simulation.trace(process.name() + " follows again: " + cause);
        process.after(FOLLOW_AGAIN, this::follow);
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
