package dev.gyre.cli;

import dev.gyre.cli.pki.SecretFiles;
import dev.gyre.events.history.PastState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves the cluster as it was, to an ordinary kubectl and any other client. */
@Command(
        name = "as-of",
        description =
                "Serve the cluster as it was at a moment, read-only, as a Kubernetes API: to one command, or until Ctrl-C.",
        footer = {
            "",
            "  gyre as-of 10:32 -- kubectl get pods -A",
            "  gyre as-of 4711 -- kubectl describe deployment web",
            "  gyre as-of 15m --port 7443",
            "",
            "A moment is a revision (4711), a time (10:32, 2026-11-28T10:32:05Z) or how long ago (15m)."
        })
final class AsOfCommand implements Callable<Integer> {

    @Mixin
    private LogReader reader = new LogReader();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to serve, on this machine's loopback (default: any that is free).")
    private int port;

    @Parameters(index = "0", paramLabel = "MOMENT", description = "Which moment.")
    private String moment = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            description = "Run with KUBECONFIG pointing there; its exit code is this command's.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        if (port != 0) {
            Ports.requireFree(port, "--port");
        }
        PastState past = reader.past(Moment.parse(moment, ZonedDateTime.now()));
        ClusterFiles files = reader.files();
        try (PastGateway gateway = PastGateway.start(files, past, port != 0 ? port : Ports.freeOr(0))) {
            Path kubeconfig = Files.createTempFile("gyre-as-of-", ".kubeconfig");
            try {
                SecretFiles.write(
                        kubeconfig, Kubeconfig.of(gateway.url(), RoleIdentity.ADMIN.credentials(files.pki())));
                return command.isEmpty() ? serve(past, kubeconfig) : run(kubeconfig);
            } finally {
                Files.deleteIfExists(kubeconfig);
            }
        }
    }

    private static int serve(PastState past, Path kubeconfig) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stop.countDown();
            deleteQuietly(kubeconfig);
        }));
        System.out.println("the cluster as of revision " + past.revision() + ", " + past.time() + "; Ctrl-C ends it");
        System.out.println("export KUBECONFIG=" + kubeconfig);
        stop.await();
        return 0;
    }

    private int run(Path kubeconfig) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        return builder.start().waitFor();
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("gyre: cannot remove " + file);
        }
    }
}
