package dev.gyre.node.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerStreams.Wanted;
import dev.gyre.node.runtime.ContainerStreamsContract;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DockerStreamsIT extends ContainerStreamsContract {
    @Override
    protected ContainerRuntime create() {
        String run = "it-" + ProcessHandle.current().pid() + "-streams";
        return new DockerRuntime(DockerSettings.of(run).withLabels(Map.of("gyre.run", run)));
    }

    @Override
    protected void cleanUp(ContainerRuntime runtime) {
        get(((DockerRuntime) runtime).removeAll());
    }

    @Test
    void aTerminalHasTheSizeThatItIsGiven() throws Exception {
        Written written = new Written();
        String script = "while [ \"$(stty size)\" != '40 100' ]; do sleep 0.1; done; stty size";
        try (ContainerProcess process =
                streams().exec(containerId(), List.of("sh", "-c", script), new Wanted(false, true, false, true))) {
            Thread resizing = Thread.ofVirtual().start(() -> process.resize(100, 40));
            assertThat(process.run(null, written)).hasValue(0);
            resizing.join(TimeUnit.SECONDS.toMillis(60));
        }
        assertThat(written.out()).contains("40 100");
    }

    @Test
    void aServerThatListensOnLocalhostOnlyIsReached() throws Exception {
        try (ContainerProcess server = streams()
                .exec(
                        containerId(),
                        List.of("httpd", "-f", "-p", "127.0.0.1:7070", "-h", "/etc"),
                        new Wanted(false, true, true, false))) {
            Thread serving = Thread.ofVirtual().start(() -> runQuietly(server));
            ByteBuffer answer = ByteBuffer.allocate(64);
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                try (SocketChannel channel = streams().connect(sandboxId(), 7070)) {
                    answer.clear();
                    channel.write(ByteBuffer.wrap("GET /hostname HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
                    while (channel.read(answer) >= 0 && answer.hasRemaining()) {}
                    assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
                            .contains(" 200 OK");
                }
            });
            server.close();
            serving.join(TimeUnit.SECONDS.toMillis(60));
        }
    }

    private static void runQuietly(ContainerProcess process) {
        try {
            process.run(null, new Written());
        } catch (Exception cut) {
            // It is let go of while it runs.
        }
    }
}
