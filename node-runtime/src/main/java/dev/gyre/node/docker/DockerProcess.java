package dev.gyre.node.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.ContainerStreams.Wanted;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.node.runtime.WantedOutput;
import dev.gyre.schemas.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One stream of the daemon's, of a command or of a container's own process. The daemon says nothing at the end of a stream,
 * so a command's exit code is asked for, again and again while it still runs: its output may end before it does.
 */
final class DockerProcess implements ContainerProcess {
    private static final Duration FIRST_ASKED_AGAIN = Duration.ofMillis(5);
    private static final Duration LAST_ASKED_AGAIN = Duration.ofSeconds(1);
    private static final int RESIZE_TRIES = 40;

    private final DockerHttp docker;
    private final String streamPath;
    private final @Nullable ObjectNode startBody;
    private final String objectPath;
    private final boolean isExec;
    private final Wanted wanted;
    private final boolean hasTty;
    private volatile @Nullable Response open;
    private volatile boolean isClosed;

    private DockerProcess(
            DockerHttp docker,
            String streamPath,
            @Nullable ObjectNode startBody,
            String objectPath,
            boolean isExec,
            Wanted wanted,
            boolean hasTty) {
        this.docker = docker;
        this.streamPath = streamPath;
        this.startBody = startBody;
        this.objectPath = objectPath;
        this.isExec = isExec;
        this.wanted = wanted;
        this.hasTty = hasTty;
    }

    static DockerProcess exec(DockerHttp docker, String execId, Wanted wanted) {
        ObjectNode body = Json.object().put("Detach", false).put("Tty", wanted.tty());
        String path = "/exec/" + execId;
        return new DockerProcess(docker, path + "/start", body, path, true, wanted, wanted.tty());
    }

    static DockerProcess attach(
            DockerHttp docker, String containerId, String streamPath, Wanted wanted, boolean hasTty) {
        return new DockerProcess(docker, streamPath, null, "/containers/" + containerId, false, wanted, hasTty);
    }

    @Override
    public OptionalInt run(@Nullable InputStream stdin, Output output) throws IOException {
        Output passed = new WantedOutput(output, wanted);
        try (Response response = docker.open(streamPath, startBody, stdin)) {
            open = response;
            if (isClosed) {
                return OptionalInt.empty();
            }
            if (hasTty) {
                StreamFrames.copyRaw(response.getBody(), passed);
            } else {
                StreamFrames.copy(response.getBody(), passed);
            }
        }
        return isExec ? exitCode() : OptionalInt.empty();
    }

    private OptionalInt exitCode() {
        Duration pause = FIRST_ASKED_AGAIN;
        while (!isClosed) {
            ObjectNode exec = docker.call(Request.Method.GET, objectPath + "/json", null);
            if (!exec.path("Running").asBoolean(false)) {
                return OptionalInt.of(exec.path("ExitCode").asInt(0));
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LAST_ASKED_AGAIN) > 0 ? LAST_ASKED_AGAIN : pause.multipliedBy(2);
        }
        return OptionalInt.empty();
    }

    /** A command that has not quite started has no terminal yet, so this is tried for a while. */
    @Override
    public void resize(int width, int height) {
        if (!hasTty) {
            return;
        }
        for (int i = 0; i < RESIZE_TRIES && !isClosed; i++) {
            try {
                docker.call(Request.Method.POST, objectPath + "/resize?h=" + height + "&w=" + width, null);
                return;
            } catch (RuntimeRefusal notYet) {
                LockSupport.parkNanos(FIRST_ASKED_AGAIN.toNanos() * (i + 1));
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        Response response = open;
        if (response != null) {
            response.close();
        }
    }
}
