package dev.gyre.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.gyre.events.DecisionLog;
import dev.gyre.node.KubeletMessage.ContainerDied;
import dev.gyre.node.KubeletMessage.PodReferenced;
import dev.gyre.node.probe.Prober;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.volume.PodVolumes;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kubelets in this process, one actor a node, with one consumer of references and one listener at the runtime between
 * them. {@link #close} leaves containers running: an agent that starts later adopts them.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
    private static final Duration FOLLOW_AGAIN = Duration.ofSeconds(1);
    private static final long STOP_SECONDS = 10;

    private final ActorSystem<Void> system;
    private final Map<String, ActorRef<KubeletMessage>> kubelets = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final PodFeed feed;
    private volatile boolean isClosed;

    /**
     * What an agent stands on.
     *
     * @param apiOf an API client for each node, as {@code system:node:<name>}
     * @param volumesOf each node's volumes
     */
    public record Ports(
            Function<String, ApiClient> apiOf,
            ContainerRuntime runtime,
            Function<String, PodVolumes> volumesOf,
            Prober prober,
            ServiceDirectory services,
            PodFeed feed,
            DecisionLog decisions,
            HeartbeatSink heartbeats,
            InstantSource clock,
            ServiceTraffic traffic) {

        /** Where no Service sends anything to pods. */
        public Ports(
                Function<String, ApiClient> apiOf,
                ContainerRuntime runtime,
                Function<String, PodVolumes> volumesOf,
                Prober prober,
                ServiceDirectory services,
                PodFeed feed,
                DecisionLog decisions,
                HeartbeatSink heartbeats,
                InstantSource clock) {
            this(apiOf, runtime, volumesOf, prober, services, feed, decisions, heartbeats, clock, ServiceTraffic.NONE);
        }
    }

    private NodeAgent(Ports ports) {
        this.feed = ports.feed();
        this.system = ActorSystem.create(Behaviors.empty(), "node-agent", config());
    }

    /** Starts a kubelet for each node. They register themselves as soon as the API and the runtime answer. */
    public static NodeAgent start(List<NodeSettings> nodes, Ports ports) {
        NodeAgent agent = new NodeAgent(ports);
        for (NodeSettings node : nodes) {
            KubeletPorts own = new KubeletPorts(
                    ports.apiOf().apply(node.name()),
                    ports.runtime(),
                    ports.volumesOf().apply(node.name()),
                    ports.prober(),
                    ports.services(),
                    ports.decisions(),
                    ports.heartbeats(),
                    ports.clock(),
                    ports.traffic());
            agent.kubelets.put(
                    node.name(),
                    agent.system.systemActorOf(
                            KubeletActor.create(node, own),
                            "kubelet-" + node.name(),
                            org.apache.pekko.actor.typed.Props.empty()));
        }
        agent.open.add(ports.runtime().watch(seen -> agent.tell(seen.pod().node(), new ContainerDied(seen))));
        agent.follow();
        return agent;
    }

    /** Kubelets never block, so as many threads as there are cores are enough for any number of them. */
    private static Config config() {
        return ConfigFactory.parseString("""
                        pekko.actor.default-dispatcher.fork-join-executor {
                          parallelism-min = 1
                          parallelism-factor = 1.0
                        }
                        pekko.actor.internal-dispatcher.fork-join-executor {
                          parallelism-min = 1
                          parallelism-max = 2
                        }""").withFallback(ConfigFactory.load());
    }

    private void tell(String node, KubeletMessage message) {
        ActorRef<KubeletMessage> kubelet = kubelets.get(node);
        if (kubelet != null) {
            kubelet.tell(message);
        }
    }

    /** The pods that a node of this process has now; none before its kubelet has started. */
    public CompletionStage<List<Resource>> pods(String node) {
        ActorRef<KubeletMessage> kubelet = kubelets.get(node);
        if (kubelet == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<Resource>> reply = new CompletableFuture<>();
        kubelet.tell(new KubeletMessage.PodsAsked(reply));
        return reply.orTimeout(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Kubelets list their pods once references flow, so that none falls between the two. */
    private void follow() {
        feed.follow(reference -> tell(reference.nodeName(), new PodReferenced(reference)), this::broken)
                .whenComplete((subscription, failure) -> {
                    if (failure != null) {
                        broken(failure);
                        return;
                    }
                    synchronized (open) {
                        open.add(subscription);
                    }
                    kubelets.values().forEach(kubelet -> kubelet.tell(new KubeletMessage.FeedFollowed()));
                });
    }

    private void broken(Throwable cause) {
        if (!isClosed) {
            log.warn("the feed of pods broke: {}; following again", cause.toString());
            system.scheduler().scheduleOnce(FOLLOW_AGAIN, this::follow, system.executionContext());
        }
    }

    /** Stops listening and deciding; containers stay as they are. */
    @Override
    public void close() {
        isClosed = true;
        synchronized (open) {
            for (AutoCloseable each : open) {
                try {
                    each.close();
                } catch (Exception e) {
                    log.debug("closing", e);
                }
            }
        }
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            log.warn("the kubelets did not stop in {} s", STOP_SECONDS);
        }
    }
}
