package dev.gyre.cli;

import dev.gyre.actors.replay.Answer;
import dev.gyre.actors.replay.Replay;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.cli.replay.ReplayReport;
import dev.gyre.events.history.RecordedSpan;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.LogFileHeader;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks today's rules for the decisions of the past again. */
@Command(
        name = "replay",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "Run recorded events through this release's controllers and scheduler, and compare what they decide with what"
                        + " was decided then.",
        footer = {
            "",
            "  gyre replay incident.gyre",
            "  gyre replay --from 10:30 --to 10:40",
            "  gyre replay incident.gyre -o json",
            "",
            "Exit code 0 where every decision is the same, 1 where one is not, 2 where the log could not be asked."
        })
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private LogReader reader = new LogReader();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "What `gyre events --export` wrote (default: the log of the cluster).")
    private @Nullable Path file;

    @Option(names = "--from", paramLabel = "MOMENT", description = "Only what was decided from this moment on.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "MOMENT", description = "Only what was decided up to this moment.")
    private @Nullable String to;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private WhyCommand.Format format = WhyCommand.Format.text;

    @Override
    public Integer call() {
        if (file != null) {
            reader.read(file);
        }
        ZonedDateTime now = ZonedDateTime.now();
        Moment first = from == null ? null : Moment.parsePast(from, now);
        Moment last = to == null ? null : Moment.parsePast(to, now);
        LogReader.requireOrder(first, last);
        return reader.ask(source -> {
            source.requireReached(first, last);
            return replay(source, first, last);
        });
    }

    private int replay(LogReader.Source source, @Nullable Moment first, @Nullable Moment last) {
        RecordedSpan span =
                RecordedSpan.read(source.log(), source.topics(), source.isBefore(first), source.isWithin(last));
        PersistentClusterView start = PersistentClusterView.of(new ResourceList(span.fromRevision(), span.before()));
        List<Answer> answers = new Replay(ControllersRole.rules(KubernetesKinds.registry()), start)
                .answers(span.changes(), span.decisions());
        ReplayReport report = new ReplayReport(span.fromRevision(), span.toRevision(), Gyre.version(), answers);
        System.out.print(
                format == WhyCommand.Format.json
                        ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report.json()) + "\n"
                        : report.text());
        LogFileHeader header = source.header();
        if (header != null && !header.redacted().isEmpty() && !report.isSame()) {
            System.err.println("gyre: values were taken out of this file (" + String.join(", ", header.redacted())
                    + "); what is computed from them, such as the hash of a pod template, differs for that alone");
        }
        return report.isSame() ? 0 : 1;
    }
}
