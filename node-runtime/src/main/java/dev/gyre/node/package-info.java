/**
 * The kubelet. {@link dev.gyre.node.lifecycle.PodLifecycle} is pure: a state, a signal and a time give the next state and
 * commands; the kubelet feeds it what the API and the container runtime say, and carries its commands out. Adapters for
 * Docker, volumes, logs and the simulated runtime stand around it.
 *
 * <p>{@link dev.gyre.node.NodeAgent} is the one way in: it starts a kubelet for each node of the process, as an actor that
 * owns no logic, around one consumer of references and one listener at the runtime. To wire a node that serves logs:
 *
 * <pre>{@code
 * var runtime = new DockerRuntime(DockerSettings.of(clusterId));
 * var servers = KubeletServers.listen(vertx, List.of("node-1"), host, identityOf, runtime);
 * var settings = NodeSettings.of("node-1", host, servers.port("node-1"));
 * var agent = NodeAgent.start(List.of(settings), new NodeAgent.Ports(apiOf, runtime,
 *     node -> new DiskVolumes(data.resolve("nodes").resolve(node), persistent, executor), new NetworkProber(vertx, runtime.exec()),
 *     services,
 *     new LogPodFeed(references, node -> node.equals("node-1"), api::currentRevision), decisions, heartbeats, InstantSource.system()));
 * servers.serve(agent);
 * }</pre>
 *
 * <p>Closing an agent, or killing it, leaves its containers running. The next one finds them by their labels and goes on
 * where it was; containers and directories whose pod is gone by then are removed. To remove everything that a cluster has
 * on a machine is another wish, and {@link dev.gyre.node.docker.DockerRuntime#removeAll} grants it.
 *
 * <p>A kubelet trusts what it is told in this order: the runtime about containers, the API about pods, its own memory about
 * what it has asked for and not heard of. Its memory is never needed after a restart.
 */
@NullMarked
package dev.gyre.node;

import org.jspecify.annotations.NullMarked;
