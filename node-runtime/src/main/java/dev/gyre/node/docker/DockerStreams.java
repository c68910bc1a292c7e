package dev.gyre.node.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.ContainerStreams;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.schemas.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Docker's exec and attach, and connections made inside the network of a sandbox. A stream of Docker's that carries nothing
 * but input outlives the process that it is for; so output is always asked for, too.
 */
final class DockerStreams implements ContainerStreams {
    /** Docker would take Ctrl-P Ctrl-Q for itself; nobody types this. */
    private static final String NO_DETACH_KEYS = "ctrl-^,ctrl-],ctrl-^,ctrl-]";

    private final DockerHttp docker;

    DockerStreams(DockerHttp docker) {
        this.docker = docker;
    }

    @Override
    public ContainerProcess exec(String containerId, List<String> command, Wanted wanted) {
        ObjectNode create = Json.object()
                .put("AttachStdin", wanted.stdin())
                .put("AttachStdout", wanted.stdout() || !wanted.stderr())
                .put("AttachStderr", wanted.stderr())
                .put("Tty", wanted.tty())
                .put("DetachKeys", NO_DETACH_KEYS);
        ArrayNode cmd = create.putArray("Cmd");
        command.forEach(cmd::add);
        String id = docker.call(Request.Method.POST, "/containers/" + containerId + "/exec", create)
                .path("Id")
                .asString("");
        return DockerProcess.exec(docker, id, wanted);
    }

    @Override
    public ContainerProcess attach(String containerId, Wanted wanted) {
        JsonNode container = inspect(containerId);
        if (!container.path("State").path("Running").asBoolean(false)) {
            throw new RuntimeRefusal("Docker", "container " + containerId + " is not running");
        }
        String path = "/containers/" + containerId + "/attach?stream=1"
                + (wanted.stdin() ? "&stdin=1" : "")
                + (wanted.stdout() || !wanted.stderr() ? "&stdout=1" : "")
                + (wanted.stderr() ? "&stderr=1" : "")
                + "&detachKeys=" + NO_DETACH_KEYS.replace("^", "%5E").replace("]", "%5D");
        boolean hasTty = container.path("Config").path("Tty").asBoolean(false);
        return DockerProcess.attach(docker, containerId, path, wanted, hasTty);
    }

    /** Without root's rights only those servers are reached that listen on the sandbox's address too. */
    @Override
    public SocketChannel connect(String sandboxId, int port) throws IOException {
        JsonNode sandbox = inspect(sandboxId);
        int pid = sandbox.path("State").path("Pid").asInt(0);
        if (pid <= 0) {
            throw new RuntimeRefusal("Docker", "sandbox " + sandboxId + " is not running");
        }
        try {
            return NetworkNamespace.ofProcess(pid).connect(port);
        } catch (NetworkNamespace.NotAllowedException notRoot) {
            for (JsonNode network : sandbox.path("NetworkSettings").path("Networks")) {
                String address = network.path("IPAddress").asString("");
                if (!address.isEmpty()) {
                    return SocketChannel.open(new InetSocketAddress(address, port));
                }
            }
            throw notRoot;
        }
    }

    private JsonNode inspect(String id) {
        return docker.call(Request.Method.GET, "/containers/" + id + "/json", null);
    }
}
