package dev.gyre.cli;

import dev.gyre.cli.pki.SecretFiles;
import dev.gyre.events.history.PastState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link PastGateway} and the kubeconfig with which others find it, for as long as this is open. */
final class PastServer implements AutoCloseable {

    private final PastState past;
    private final PastGateway gateway;
    private final Path kubeconfig;

    private PastServer(PastState past, PastGateway gateway, Path kubeconfig) {
        this.past = past;
        this.gateway = gateway;
        this.kubeconfig = kubeconfig;
    }

    /** @param port 0 for any that is free */
    static PastServer start(ClusterFiles files, PastState past, int port) throws Exception {
        PastGateway gateway = PastGateway.start(files, past, port != 0 ? port : Ports.freeOr(0));
        Path kubeconfig = Files.createTempFile("gyre-as-of-", ".kubeconfig");
        SecretFiles.write(kubeconfig, Kubeconfig.of(gateway.url(), RoleIdentity.ADMIN.credentials(files.pki())));
        return new PastServer(past, gateway, kubeconfig);
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Runs a command on this past, with this process's input and output, and answers its exit code. */
    int run(List<String> command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("GYRE_REVISION", Long.toString(past.revision()));
        builder.environment().put("GYRE_TIME", past.time().toString());
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new CommandFailure("the command cannot be run: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            System.err.println("gyre: cannot remove " + kubeconfig);
        }
    }
}
