package dev.gyre.cli;

import dev.gyre.events.history.PastState;
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
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "Serve the cluster as it was at a moment, read-only, as a Kubernetes API: to one command, or until Ctrl-C.",
        footer = {
            "",
            "  gyre as-of 10:32 -- kubectl get pods -A",
            "  gyre as-of 4711 -- kubectl describe deployment web",
            "  gyre as-of 15m --port 7443",
            "  gyre as-of 10:32 --log incident.gyre -- kubectl get pods -A",
            "",
            "A moment is " + Moment.SYNTAX + ".",
            "",
            "Exit code: the command's own; 2, with a line that begins with gyre:, where the log could not be asked."
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
        PastState past = reader.past(Moment.parsePast(moment, ZonedDateTime.now()));
        return reader.withFiles(files -> serve(past, files));
    }

    private int serve(PastState past, ClusterFiles files) throws Exception {
        try (PastServer server = PastServer.start(files, past, port)) {
            return command.isEmpty() ? serve(past, server) : server.run(command);
        }
    }

    private static int serve(PastState past, PastServer server) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stop.countDown();
            server.close();
        }));
        System.out.println("the cluster as of revision " + past.revision() + ", " + past.time() + "; Ctrl-C ends it");
        System.out.println("export KUBECONFIG=" + server.kubeconfig());
        stop.await();
        return 0;
    }
}
