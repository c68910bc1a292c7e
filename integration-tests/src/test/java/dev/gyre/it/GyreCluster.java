package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A cluster started as users start it, {@code ./gyre up --detach}, in a directory and on a port of its own. */
final class GyreCluster implements AutoCloseable {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Path data;
    private final int port;
    private final Shell shell;
    private final List<String> options;
    private final String run = "it-" + ProcessHandle.current().pid() + "-"
            + UUID.randomUUID().toString().substring(0, 8);

    private GyreCluster(Path data, int port, List<String> options) {
        this.data = data;
        this.port = port;
        this.options = options;
        this.shell = new Shell(Map.of("GYRE_RUN", run));
    }

    static GyreCluster in(Path data, String... options) throws IOException {
        return new GyreCluster(data, FreePort.next(), List.of(options));
    }

    /** Starts it, or starts it again, and requires that it says so. */
    Shell.Result up(String... manifests) {
        Shell.Result result = attemptUp(manifests).succeeded();
        assertThat(result.stdout()).containsPattern("(?m)^ready in [0-9.]+ s$");
        return result;
    }

    Shell.Result attemptUp(String... manifests) {
        List<String> command = new ArrayList<>(List.of(
                ROOT.resolve("gyre").toString(), "up", "--detach", "--data", data.toString(), "--port", "" + port));
        command.addAll(options);
        for (String manifest : manifests) {
            command.add(ROOT.resolve(manifest).toString());
        }
        return shell.run(command, "");
    }

    Shell.Result down(String... more) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("gyre").toString(), "down", "--data", data.toString()));
        command.addAll(List.of(more));
        return shell.run(command, "");
    }

    /** A question to the log of this cluster. */
    Shell.Result ask(String question, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("gyre").toString(), question, "--data", data.toString()));
        command.addAll(List.of(arguments));
        return shell.run(command, "");
    }

    /** The command of this cluster as a script: it adds the directory and the port that a user on a machine of their own leaves out. */
    String script() {
        return """
                #!/usr/bin/env bash
                command=$1; shift
                case $command in up) set -- --port %d "$@" ;; esac
                exec '%s' "$command" --data '%s' "$@"
                """.formatted(port, ROOT.resolve("gyre"), data);
    }

    /** Kills the JVM of the cluster at once, as a power failure would. */
    void kill9() throws IOException {
        long pid = Long.parseLong(Files.readString(data.resolve("gyre.pid")).trim());
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    Path data() {
        return data;
    }

    Shell shell() {
        return shell;
    }

    /** Labels everything that this cluster starts. */
    String run() {
        return run;
    }

    /** What Docker has of this cluster. */
    Containers containers() {
        return new Containers(run);
    }

    ClusterLog log() {
        return new ClusterLog(KafkaConnection.fromFile(data.resolve("kafka.properties")));
    }

    /** What etcd says was committed. */
    EtcdHistory history() throws Exception {
        Path keys = data.resolve("pki");
        String endpoint = Files.readAllLines(data.resolve("endpoints.env")).stream()
                .filter(line -> line.startsWith("ETCD="))
                .findFirst()
                .orElseThrow()
                .substring("ETCD=".length());
        return EtcdHistory.of(EtcdOptions.of(
                List.of(endpoint),
                new EtcdOptions.Tls(keys.resolve("ca.crt"), keys.resolve("gateway.crt"), keys.resolve("gateway.key"))));
    }

    Kubectl kubectl() {
        return new Kubectl(Kubectl.newest(), data.resolve("kubeconfig"));
    }

    Kubectl kubectl(Path binary) {
        return new Kubectl(binary, data.resolve("kubeconfig"));
    }

    @Override
    public void close() {
        down("--purge");
    }
}
