package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.kubernetes.client.Copy;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.FileReader;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams by the client libraries of other languages' and Java's programs. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamLibrariesIT {

    private static final int CONNECTIONS = 50;
    private static final int COPIED_BYTES = 100 * 1024 * 1024;

    @TempDir
    static Path directory;

    static GyreCluster cluster;
    static Path large;
    static String sum;

    @BeforeAll
    static void start() throws Exception {
        byte[] bytes = new byte[COPIED_BYTES];
        new Random(3).nextBytes(bytes);
        large = Files.write(directory.resolve("large"), bytes);
        sum = Sha256.of(large);
        cluster = GyreCluster.in(directory.resolve("data"));
        cluster.up();
        StreamPods.start(cluster);
        cluster.kubectl().run("cp", large.toString(), "box:/tmp/large");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Path kubeconfig() {
        return cluster.data().resolve("kubeconfig");
    }

    private static KubernetesClient fabric8() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig().toFile()))
                .build();
    }

    @Test
    void fabric8Executes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (KubernetesClient client = fabric8();
                ExecWatch watch = client.pods()
                        .inNamespace("default")
                        .withName("box")
                        .writingOutput(out)
                        .writingError(err)
                        .exec("sh", "-c", "echo out; echo err >&2; exit 7")) {
            assertThat(watch.exitCode().get(60, TimeUnit.SECONDS)).isEqualTo(7);
        }
        assertThat(out).hasToString("out\n");
        assertThat(err).hasToString("err\n");
    }

    /**
     * Its sessions have input and no output, and end their input by saying goodbye. On the JDK's WebSocket it gives up where the
     * far end holds it back, so this is no more than the connection's buffers take.
     */
    @Test
    void fabric8CopiesThereAndBack() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(5).nextBytes(bytes);
        Path file = Files.write(directory.resolve("fabric8"), bytes);
        try (KubernetesClient client = fabric8()) {
            var box = client.pods().inNamespace("default").withName("box");
            assertThat(box.file("/tmp/fabric8").upload(file)).isTrue();
            try (InputStream back = box.file("/tmp/fabric8").read()) {
                assertThat(Sha256.of(back)).isEqualTo(Sha256.of(file));
            }
            try (InputStream back = box.file("/tmp/large").read()) {
                assertThat(Sha256.of(back)).isEqualTo(sum);
            }
        }
    }

    @Test
    void fabric8ForwardsPorts() throws Exception {
        try (KubernetesClient client = fabric8();
                LocalPortForward forward =
                        client.pods().inNamespace("default").withName("web").portForward(80)) {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    sockets.add(new Socket("127.0.0.1", forward.getLocalPort()));
                }
                for (Socket socket : sockets) {
                    socket.setSoTimeout(60_000);
                    request(socket);
                }
                for (Socket socket : sockets) {
                    assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                            .isEqualTo("HTTP/1.1 200 OK");
                }
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            assertThat(forward.errorOccurred()).isFalse();
        }
    }

    private static void request(Socket socket) throws java.io.IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static ApiClient official() throws Exception {
        try (FileReader reader = new FileReader(kubeconfig().toFile())) {
            return io.kubernetes.client.util.ClientBuilder.kubeconfig(
                            io.kubernetes.client.util.KubeConfig.loadKubeConfig(reader))
                    .build();
        }
    }

    @Test
    void theOfficialClientExecutes() throws Exception {
        Process process = new Exec(official())
                .exec("default", "box", new String[] {"sh", "-c", "head -c 5; echo err >&2; exit 7"}, "c", true, false);
        // After the end of the session there are none to be had.
        InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream();
        try {
            process.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            assertThat(new String(out.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
            assertThat(new String(err.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("err\n");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(7);
        } finally {
            process.destroy();
        }
    }

    @Test
    void theOfficialClientCopiesThereAndBack() throws Exception {
        String command = "head -c " + COPIED_BYTES + " >/tmp/official";
        Process process =
                new Exec(official()).exec("default", "box", new String[] {"sh", "-c", command}, "c", true, false);
        try {
            Files.copy(large, process.getOutputStream());
            process.getOutputStream().flush();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroy();
        }
        try (InputStream back = new Copy(official()).copyFileFromPod("default", "box", "c", "/tmp/official")) {
            assertThat(Sha256.of(back)).isEqualTo(sum);
        }
    }

    @Test
    void theOfficialClientForwardsPorts() throws Exception {
        PortForward client = new PortForward(official());
        List<PortForward.PortForwardResult> forwards = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            PortForward.PortForwardResult forward = client.forward("default", "web", List.of(80));
            forward.getOutboundStream(80)
                    .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            forwards.add(forward);
        }
        for (PortForward.PortForwardResult forward : forwards) {
            try (InputStream in = forward.getInputStream(80)) {
                assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void javaScriptsClientDoesAllOfIt() {
        assumeThat(List.of(System.getenv("PATH").split(":")))
                .as("node is installed")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        assumeThat(ClientTools.nodeModules().resolve("@kubernetes/client-node"))
                .as("integration-tests/run has installed @kubernetes/client-node")
                .isDirectory();
        Shell.Result result = new Shell(Map.of())
                .run(
                        "node",
                        Path.of("src/test/resources/streams/client.mjs")
                                .toAbsolutePath()
                                .toString(),
                        kubeconfig().toString(),
                        ClientTools.nodeModules().getParent().toString(),
                        large.toString());
        assertThat(result.succeeded().stdout())
                .contains("ok exec\n", "ok exit code", "ok cp there", "ok cp back", "ok port-forward");
    }
}
