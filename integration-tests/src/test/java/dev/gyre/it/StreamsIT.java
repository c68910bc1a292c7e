package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** exec, attach, cp, port-forward and the API's proxy, by the clients that people have. */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsIT {

    private static final int CP_BYTES = 100 * 1024 * 1024;
    private static final int CONNECTIONS = 50;

    @TempDir
    static Path directory;

    static GyreCluster cluster;
    static Path input;

    @BeforeAll
    static void start() throws Exception {
        cluster = GyreCluster.in(directory.resolve("data"));
        cluster.up();
        StreamPods.start(cluster);
        input = directory.resolve("input");
        byte[] bytes = new byte[5_000_001];
        new Random(18).nextBytes(bytes);
        Files.write(input, bytes);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Path> kubectls() {
        return ClientTools.kubectls().stream();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void outputsAreApartAndTheExitCodeIsTheCommands(Path kubectl) {
        Shell.Result result = cluster.kubectl(kubectl)
                .attempt("exec", "box", "--", "sh", "-c", "echo to-stdout; echo to-stderr >&2; exit 7");
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo("to-stdout\n");
        assertThat(result.stderr()).contains("to-stderr\n").contains("command terminated with exit code 7");
    }

    /** A client that is told of the end before the last of the output leaves without it. */
    @ParameterizedTest
    @MethodSource("kubectls")
    void allOutputComesBeforeTheEnd(Path kubectl) throws Exception {
        String many =
                "for i in $(seq 40); do $K exec box -- sh -c 'echo err >&2; echo out' 2>&1; done | sort | uniq -c";
        // kubectl may read the empty message with which a session begins before it has made its streams, and says so.
        assertThat(shell(kubectl, many)
                        .succeeded()
                        .stdout()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.contains("Unknown stream id")))
                .containsExactly("40 err", "40 out");
        String much = "$K exec box -- sh -c 'head -c 52428800 /dev/zero; echo done >&2' | sha256sum";
        Shell.Result result = shell(kubectl, much);
        assertThat(result.succeeded().stdout()).startsWith(Sha256.of(new ByteArrayInputStream(new byte[52_428_800])));
        assertThat(result.stderr()).contains("done");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void standardInputEndsWhereTheFileDoes(Path kubectl) throws Exception {
        Shell.Result result = shell(kubectl, "$K exec -i box -- sha256sum < " + input);
        assertThat(result.succeeded().stdout()).startsWith(Sha256.of(input));
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void aTerminalHasTheSizeOfTheUsers(Path kubectl) {
        String inside = "until [ \"$(stty size)\" = \"33 77\" ]; do sleep 0.2; done; tty; echo sized";
        Shell.Result result = shell(
                kubectl,
                "script -qec 'stty rows 33 cols 77; $K exec -it box -- sh -c '\"'\"'" + inside + "'\"'\"'' /dev/null");
        assertThat(result.succeeded().stdout()).contains("sized").contains("/dev/pts/");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void aHundredMebibytesGoInAndComeBackTheSame(Path kubectl) throws Exception {
        Path large = directory.resolve("large");
        if (!Files.exists(large)) {
            byte[] bytes = new byte[CP_BYTES];
            new Random(7).nextBytes(bytes);
            Files.write(large, bytes);
        }
        Path back = directory.resolve("back-" + kubectl.getFileName());
        String sum = Sha256.of(large);
        shell(kubectl, "$K cp " + large + " box:/tmp/large").succeeded();
        assertThat(cluster.kubectl().run("exec", "box", "--", "sha256sum", "/tmp/large"))
                .startsWith(sum);
        shell(kubectl, "$K cp box:/tmp/large " + back).succeeded();
        assertThat(Sha256.of(back)).isEqualTo(sum);
        Files.delete(back);
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void fiftyConnectionsAreForwardedAtOnce(Path kubectl) throws Exception {
        try (ForwardedPort forwarded = ForwardedPort.start(cluster, kubectl, "pod/web", 80)) {
            assertThat(forwarded.getAtOnce(CONNECTIONS, "/"))
                    .hasSize(CONNECTIONS)
                    .allMatch(answer -> answer.contains("200 OK"));
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void aServerOnLocalhostOnlyIsReachedByItsPort(Path kubectl) throws Exception {
        try (ForwardedPort forwarded = ForwardedPort.start(cluster, kubectl, "pod/web", 8088)) {
            assertThat(forwarded.getAtOnce(1, "/hostname"))
                    .singleElement()
                    .asString()
                    .contains("200 OK");
        }
    }

    @Test
    void aPortOnWhichNobodyListensIsToldInTheWordsThatUsersKnow() throws Exception {
        // The oldest client, since newer ones end their session by themselves.
        try (ForwardedPort forwarded =
                ForwardedPort.start(cluster, ClientTools.kubectls().getFirst(), "pod/web", 4999)) {
            assertThat(forwarded.getAtOnce(1, "/")).singleElement().asString().isEmpty();
            assertThat(forwarded.awaitWords("an error occurred forwarding"))
                    .contains("error forwarding port 4999 to pod")
                    .contains("connection refused");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void runningWithATerminalAttachesAndRemoves(Path kubectl) {
        String name = "run-" + kubectl.getFileName().toString().replace('.', '-');
        Shell.Result result = shell(
                kubectl,
                "(sleep 5; echo 'echo it-is-$((40+2))'; sleep 1; echo 'exit 0'; sleep 2) | script -qec '$K run " + name
                        + " -it --rm --restart=Never --image=gyre/busybox:1 --command -- sh' /dev/null");
        assertThat(result.stdout()).contains("it-is-42");
        cluster.kubectl().run("wait", "--for=delete", "pod/" + name, "--timeout=60s");
    }

    @Test
    void aPodIsDebuggedInACopyThatSharesItsProcesses() {
        Kubectl kubectl = cluster.kubectl();
        kubectl.run(
                "debug", "box", "--copy-to=box-copy", "--same-node", "--share-processes", "--set-image=c=gyre/web:1");
        assertThat(kubectl.run("get", "pod", "box-copy", "-o", "jsonpath={.spec.containers[*].image}"))
                .isEqualTo("gyre/web:1");
        kubectl.run("delete", "pod", "box-copy", "--now");
        kubectl.run(
                "debug",
                "box",
                "--copy-to=box-copy",
                "--share-processes",
                "--image=gyre/busybox:1",
                "--container=debugger",
                "--",
                "sleep",
                "2000000");
        kubectl.run("wait", "--for=condition=Ready", "pod/box-copy", "--timeout=60s");
        assertThat(kubectl.run("exec", "box-copy", "-c", "debugger", "--", "ps"))
                .contains("sleep 1000000", "sleep 2000000");
        kubectl.run("delete", "pod", "box-copy", "--now");
    }

    @Test
    void aNodeIsDebuggedFromAPodThatSeesAllOfIt() {
        Kubectl kubectl = cluster.kubectl();
        String node = kubectl.run("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        kubectl.run("debug", "node/" + node, "--image=gyre/busybox:1", "--", "sleep", "1000000");
        String pod = kubectl.run("get", "pods", "-o", "name")
                .lines()
                .filter(name -> name.startsWith("pod/node-debugger-" + node))
                .findFirst()
                .orElseThrow();
        kubectl.run("wait", "--for=condition=Ready", pod, "--timeout=60s");
        String thisProcess = "/proc/" + ProcessHandle.current().pid();
        assertThat(kubectl.run("exec", pod, "--", "ls", "-d", thisProcess, "/host" + directory))
                .contains(thisProcess, "/host" + directory);
        kubectl.run("delete", pod, "--now");
    }

    @Test
    void theProxyLeadsToPodsAndNodesAndNowhereElse() {
        Kubectl kubectl = cluster.kubectl();
        assertThat(kubectl.run("get", "--raw", "/api/v1/namespaces/default/pods/web:80/proxy/"))
                .contains("<");
        String node = kubectl.run("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        assertThat(kubectl.run("get", "--raw", "/api/v1/nodes/" + node + "/proxy/healthz"))
                .isEqualTo("ok");
        assertThat(kubectl.attempt("get", "--raw", "/api/v1/namespaces/default/pods/web:4999/proxy/")
                        .stderr())
                .contains("error trying to reach service");
    }

    private static Shell.Result shell(Path kubectl, String script) {
        String command = kubectl + " --kubeconfig " + cluster.data().resolve("kubeconfig");
        return new Shell(Map.of("K", command, "HOME", cluster.data().toString(), "TERM", "xterm"))
                .run(List.of("bash", "-c", script), "");
    }
}
