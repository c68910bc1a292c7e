package dev.gyre.cli;

import dev.gyre.schemas.kinds.KubernetesKinds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a whole cluster on this machine, applies the manifests, and stays until it is told to stop. */
@Command(
        name = "up",
        description = "Start everything on this machine, apply the manifests, and wait until they are ready.")
final class UpCommand implements Callable<Integer> {

    private static final Duration MANIFESTS_READY = Duration.ofMinutes(5);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MANIFEST", arity = "0..*", description = "YAML files to be applied.")
    private List<Path> manifests = new ArrayList<>();

    @Option(names = "--detach", description = "Return when ready; the cluster goes on in the background.")
    private boolean detach;

    @Mixin
    private DataOption dataOption = new DataOption();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Integer call() throws Exception {
        Manifests toApply = Manifests.read(manifests, KubernetesKinds.registry());
        DataDirectory data = dataOption.open();
        if (data.holder() != 0) {
            data.lock().close(); // says who holds it
        }
        if (detach) {
            return Detached.run(data, spec.commandLine().getParseResult().originalArgs(), System.out);
        }
        try (DataDirectory.Lock ignored = data.lock();
                Startup startup = new Startup(System.out)) {
            CountDownLatch stop = ForegroundRole.stopOnSignal(startup);
            LocalCluster cluster = LocalCluster.start(data, options, startup);
            if (!toApply.isEmpty()) {
                startup.step("manifests", () -> {
                    toApply.apply(cluster.admin(), UpCommand::progress);
                    toApply.awaitReady(cluster.admin(), MANIFESTS_READY, UpCommand::progress);
                    return true;
                });
            }
            System.out.printf(Locale.ROOT, "%s%.1f s%n", Detached.READY_PREFIX, startup.elapsedSeconds());
            System.out.println("kubectl --kubeconfig " + data.resolve("kubeconfig") + " get pods");
            stop.await();
        }
        return 0;
    }

    private static void progress(String line) {
        System.out.println("    " + line);
    }
}
