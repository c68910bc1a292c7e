package dev.gyre.gateway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real thing, in every version that this machine has, each with a home of its own. */
public record Kubectl(String version, Path binary, Path home, Path kubeconfig) {

    private static final Path DEBIAN = Path.of("/opt/kubectl-1.20/usr/bin/kubectl");

    /** What a run printed, and how it ended. */
    public record Result(int exit, String output) {}

    public static List<Kubectl> all(Path directory, String server, Path ca, String token) throws IOException {
        TreeMap<String, Path> binaries = new TreeMap<>();
        if (Files.isExecutable(DEBIAN)) {
            binaries.put("1.20", DEBIAN);
        }
        for (String folder : System.getenv("PATH").split(":")) {
            Path kubectl = Path.of(folder, "kubectl");
            if (Files.isExecutable(kubectl)) {
                try (Stream<Path> beside = Files.list(kubectl.toRealPath().getParent())) {
                    beside.filter(file -> file.getFileName().toString().matches("kubectl[.]1[.][0-9]+"))
                            .forEach(file ->
                                    binaries.put(file.getFileName().toString().substring(8), file));
                }
                break;
            }
        }
        List<Kubectl> all = new ArrayList<>();
        for (var entry : binaries.entrySet()) {
            Path home = Files.createDirectories(directory.resolve("home-" + entry.getKey()));
            Path kubeconfig = Files.writeString(home.resolve("kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
                    users: [{name: u, user: {token: "%s"}}]
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    current-context: x
                    """.formatted(server, ca, token));
            all.add(new Kubectl(entry.getKey(), entry.getValue(), home, kubeconfig));
        }
        return all;
    }

    public boolean isAtLeast(int minor) {
        return Integer.parseInt(version.substring(2)) >= minor;
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        Path output = home.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " did not end: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
