package dev.gyre.cli;

import dev.gyre.cli.whatif.Forecast;
import dev.gyre.cli.why.Walk;
import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.PastState;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What would happen if a manifest were applied now. */
@Command(
        name = "whatif",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "Apply a manifest to a copy of the cluster that is made of the log and has no way out, with the real"
                        + " admission, controllers and scheduler, and say what would be created, moved, evicted or left pending, and why.",
        footer = {
            "",
            "  gyre whatif web.yaml",
            "  gyre whatif web.yaml --log incident.gyre -o json",
            "",
            "Nodes are simulated: every image is there, every container starts, is ready, and runs on.",
            "Exit code 0 whatever would come of it, 2 where it could not be tried."
        })
final class WhatIfCommand implements Callable<Integer> {

    @Mixin
    private LogReader reader = new LogReader();

    @Parameters(paramLabel = "MANIFEST", arity = "1..*", description = "YAML files to be applied.")
    private List<Path> manifests = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait until nothing more happens (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds = 60;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private WhyCommand.Format format = WhyCommand.Format.text;

    /** What is to be applied, and to what. */
    private record Prospect(Manifests manifests, PastState present) {}

    @Override
    public Integer call() throws Exception {
        Prospect prospect = reader.ask(source -> new Prospect(
                Manifests.read(manifests, source.kinds().all()),
                PastState.read(source.log(), source.topics(), stamp -> true, 0)
                        .toCompletableFuture()
                        .join()));
        Duration bound = Duration.ofSeconds(timeoutSeconds);
        try (Sandbox sandbox = Sandbox.of(prospect.present())) {
            sandbox.awaitQuiet(bound); // what is under way anyway is not the manifest's doing
            Map<ResourceKey, Resource> before = sandbox.objects();
            prospect.manifests().applyOnServer(sandbox.client(RoleIdentity.ADMIN));
            boolean isQuiet = sandbox.awaitQuiet(bound);
            LogHistory history = sandbox.history();
            Forecast forecast = Forecast.between(before, sandbox.objects(), history, key -> Walk.of(key, history));
            System.out.print(
                    format == WhyCommand.Format.json
                            ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(forecast.json()) + "\n"
                            : forecast.text());
            sandbox.unasked()
                    .forEach(webhook ->
                            System.err.println("gyre: the webhook " + webhook + " has a say here and was not asked"));
            if (!isQuiet) {
                System.err.println("gyre: after " + timeoutSeconds + " s things still went on");
            }
        }
        return 0;
    }
}
