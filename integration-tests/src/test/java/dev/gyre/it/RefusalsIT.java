package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user can put right is one clear line on standard error, before anything has been started. */
class RefusalsIT {

    @TempDir
    Path directory;

    @Test
    void anOccupiedPort() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0)) {
            int port = occupied.getLocalPort();
            assertThat(refusal("--data", fresh(), "--port", "" + port, "--nodes", "0"))
                    .isEqualTo("gyre: port " + port + " is occupied; choose another with --port");
        }
    }

    @Test
    void aSecondUpOnTheSameData() throws Exception {
        try (GyreCluster cluster = GyreCluster.in(directory.resolve("data"), "--nodes", "0")) {
            cluster.up();
            Shell.Result second = cluster.attemptUp();
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.stderr().strip())
                    .startsWith("gyre: a cluster is already running in " + cluster.data())
                    .contains("./gyre down --data " + cluster.data())
                    .hasLineCount(1);
            assertThat(cluster.kubectl().run("get", "namespaces")).contains("default");
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(refusal("--data", file.resolve("data").toString()))
                .startsWith("gyre: cannot write to " + file.resolve("data") + ": ");
    }

    @Test
    void aFullDisk() throws IOException {
        assumeThat(System.getProperty("user.name")).as("may mount").isEqualTo("root");
        Path small = Files.createDirectory(directory.resolve("small"));
        Shell shell = new Shell(Map.of());
        shell.run("mount", "-t", "tmpfs", "-o", "size=16k", "none", small.toString())
                .succeeded();
        try {
            assertThat(refusal("--data", small.toString()))
                    .startsWith("gyre: cannot write to " + small + ": ")
                    .containsIgnoringCase("no space left");
        } finally {
            shell.run("umount", small.toString()).succeeded();
        }
    }

    @Test
    void aReadOnlyDisk() throws IOException {
        assumeThat(System.getProperty("user.name")).as("may mount").isEqualTo("root");
        Path readOnly = Files.createDirectory(directory.resolve("read-only"));
        Shell shell = new Shell(Map.of());
        shell.run("mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", readOnly.toString())
                .succeeded();
        try {
            assertThat(refusal("--data", readOnly.toString()))
                    .startsWith("gyre: cannot write to " + readOnly + ": ")
                    .containsIgnoringCase("read-only");
        } finally {
            shell.run("umount", readOnly.toString()).succeeded();
        }
    }

    @Test
    void aMissingManifest() {
        assertThat(refusal("--data", fresh(), directory.resolve("absent.yaml").toString()))
                .startsWith("gyre: ")
                .contains("absent.yaml");
    }

    /** The script alone in a directory from which no JDK of the right version is found. */
    @Test
    void aMissingJdk() throws IOException {
        Path script = directory.resolve("gyre");
        Files.writeString(
                script,
                Files.readString(GyreCluster.ROOT.resolve("gyre"))
                        .replace("/usr/lib/jvm/", directory + "/none/")
                        .replace("/opt/j", directory + "/none/"));
        Shell.Result result = new Shell(Map.of("JAVA_HOME", "", "HOME", directory.toString(), "PATH", "/usr/bin:/bin"))
                .run("bash", script.toString(), "up");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr().strip())
                .startsWith("gyre: no JDK 25 found; install one")
                .hasLineCount(1);
    }

    private String fresh() {
        return directory.resolve("data").toString();
    }

    private static String refusal(String... options) {
        List<String> command =
                new ArrayList<>(List.of(GyreCluster.ROOT.resolve("gyre").toString(), "up"));
        command.addAll(List.of(options));
        Shell.Result result = new Shell(Map.of()).run(command, "");
        assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isEqualTo(1);
        assertThat(result.stderr().strip()).hasLineCount(1);
        return result.stderr().strip();
    }
}
