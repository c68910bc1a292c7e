package dev.gyre.node.server;

import dev.gyre.node.NodeAgent;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.schemas.Resource;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The servers of all nodes of a process, each on a port of its own. They listen before the agent starts, since a Node is
 * registered with its port, and know no pods until {@link #serve} tells them whose.
 */
public final class KubeletServers implements AutoCloseable {
    private final Map<String, KubeletServer> servers = new LinkedHashMap<>();
    private volatile @Nullable NodeAgent agent;

    private KubeletServers() {}

    /** Listens for each node on a free port of the host's address; fails where one cannot. */
    public static KubeletServers listen(
            Vertx vertx,
            List<String> nodeNames,
            String host,
            Function<String, ServerIdentity> identityOf,
            ContainerRuntime runtime) {
        KubeletServers all = new KubeletServers();
        for (String node : nodeNames) {
            KubeletServer server = KubeletServer.start(
                            vertx, node, host, 0, identityOf.apply(node), runtime, () -> all.podsOf(node))
                    .toCompletableFuture()
                    .join();
            all.servers.put(node, server);
        }
        return all;
    }

    public int port(String node) {
        KubeletServer server = servers.get(node);
        if (server == null) {
            throw new IllegalArgumentException("no server listens for node " + node);
        }
        return server.port();
    }

    /** From now on the servers answer for this agent's pods. */
    public void serve(NodeAgent agent) {
        this.agent = agent;
    }

    private CompletionStage<List<Resource>> podsOf(String node) {
        NodeAgent known = agent;
        return known == null ? CompletableFuture.completedFuture(List.of()) : known.pods(node);
    }

    @Override
    public void close() {
        servers.values().forEach(KubeletServer::close);
    }
}
