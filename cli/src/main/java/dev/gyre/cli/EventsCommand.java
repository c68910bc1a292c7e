package dev.gyre.cli;

import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Since;
import dev.gyre.events.history.ChangeListing;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.record.LogFileHeader;
import dev.gyre.schemas.record.Position;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What happened, in the order in which it did, and the proof that it is all there. */
@Command(
        name = "events",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "What the log holds: every change of every object, in order, with who asked for it and what led to it.",
        footer = {
            "",
            "  gyre events -n shop --since 10m",
            "  gyre events deployment/web -o json",
            "  gyre events --since 10:32 --until 10:35",
            "  gyre events --verify",
            "  gyre events --from 10:30 --to 10:40 --export incident.gyre --redact **.env.value",
            "  gyre events --log incident.gyre deployment/web",
            "",
            "A moment is " + Moment.SYNTAX + ".",
            "",
            "Exit code 0, or with --verify 1 where something is missing; 2 where the log could not be asked."
        })
final class EventsCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Mixin
    private LogReader reader = new LogReader();

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Parameters(
            paramLabel = "KIND[/NAME]",
            arity = "0..1",
            description = "Only this object's, or this kind's changes, as kubectl names them.")
    private @Nullable String object;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Only changes in this namespace (default for KIND/NAME: default).")
    private @Nullable String namespace;

    @Option(
            names = {"--since", "--from"},
            paramLabel = "MOMENT",
            description = "Only changes from this moment on.")
    private @Nullable String since;

    @Option(
            names = {"--until", "--to"},
            paramLabel = "MOMENT",
            description = "Only changes up to this moment.")
    private @Nullable String until;

    @Option(
            names = "--tail",
            paramLabel = "N",
            description = "At most this many, the newest (default: ${DEFAULT-VALUE}).")
    private int tail = 1000;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); json is one object a line.")
    private WhyCommand.Format format = WhyCommand.Format.text;

    @Option(
            names = "--verify",
            description =
                    "Prove that nothing is missing, by the log's own account and against etcd where it can be reached,"
                            + " or name what is; exit code 1 then.")
    private boolean verify;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description =
                    "Write changes and decisions to a file that --log takes, with the state before them and without"
                            + " what Secrets held.")
    private @Nullable Path export;

    @Option(
            names = "--redact",
            paramLabel = "PATH",
            description = "Take the values of this field out of what is exported: spec.containers.env.value,"
                    + " **.env.value at any depth, or of one kind configmaps:data.*. May be repeated.")
    private List<String> redact = List.of();

    @Override
    public Integer call() {
        if (tail < 1) {
            throw new CommandFailure("--tail must be at least 1, not " + tail);
        }
        if (export == null && !redact.isEmpty()) {
            throw new CommandFailure("--redact takes something out of what --export writes; name a file with --export");
        }
        if (export != null && (object != null || namespace != null || verify)) {
            throw new CommandFailure("--export takes all of the cluster: no KIND, no -n, no --verify");
        }
        Moment first = moment(since);
        Moment last = moment(until);
        LogReader.requireOrder(first, last);
        return reader.ask(source -> {
            // Nothing has come since the next revision, which is an answer: whoever polls asks like that.
            source.requireReached(first == null ? null : first.before(), last);
            if (export != null) {
                return new LogExport(first, last, redact, export).write(source);
            }
            return verify ? LogCheck.run(source, reader.storeCheck(store)) : list(source, first, last);
        });
    }

    private static @Nullable Moment moment(@Nullable String text) {
        return text == null ? null : Moment.parsePast(text, ZonedDateTime.now());
    }

    private int list(LogReader.Source source, @Nullable Moment first, @Nullable Moment last) {
        List<Version> changes = ChangeListing.read(source.log(), partitions(source), wanted(source, first, last))
                .toCompletableFuture()
                .join();
        PrintStream out = System.out;
        if (format == WhyCommand.Format.text && !changes.isEmpty()) {
            out.println(row("REVISION", "TIME", "CHANGE", "OBJECT", "BY", "CAUSE"));
        }
        changes.forEach(change -> out.println(
                format == WhyCommand.Format.json
                        ? json(change).toString()
                        : row(
                                Long.toString(change.revision()),
                                TIME.format(change.by().time()),
                                change.type().name().toLowerCase(Locale.ROOT),
                                change.key().toString(),
                                change.by().actor(),
                                change.by().cause())));
        if (changes.size() == tail) {
            System.err.println("gyre: the newest " + tail + "; more with --tail");
        } else {
            sayWhereTheFileBegins(source.header(), first);
        }
        return 0;
    }

    private static void sayWhereTheFileBegins(@Nullable LogFileHeader header, @Nullable Moment first) {
        if (header == null || header.fromRevision() == 0) {
            return;
        }
        Position begin = new Position(header.fromRevision(), 0);
        if (first == null || first.isReachedBy(begin, header.fromTime())) {
            System.err.println(
                    "gyre: the file begins after revision " + header.fromRevision() + ", " + header.fromTime());
        }
    }

    private static String row(String revision, String time, String change, String object, String by, String cause) {
        return "%-9s %-25s %-9s %-50s %-40s %s"
                .formatted(revision, time, change, object, by, cause)
                .stripTrailing();
    }

    private static ObjectNode json(Version change) {
        ObjectNode json = Json.object()
                .put("revision", change.revision())
                .put("time", change.by().time().toString())
                .put("change", change.type().name().toLowerCase(Locale.ROOT))
                .put("key", change.key().toString())
                .put("actor", change.by().actor())
                .put("cause", change.by().cause())
                .put("traceparent", change.by().traceparent());
        json.set("object", change.object().json());
        return json;
    }

    private List<Partition> partitions(LogReader.Source source) {
        ResourceKey one = one(source.kinds());
        return one == null ? source.topics().changes() : List.of(source.topics().changesPartition(one));
    }

    private ChangeListing.Wanted wanted(LogReader.Source source, @Nullable Moment first, @Nullable Moment last) {
        return new ChangeListing.Wanted(
                tail,
                first == null ? null : new Since(source.isBefore(first), first.time()),
                last == null ? null : source.isWithin(last),
                subjects(source.kinds()));
    }

    private Predicate<String> subjects(RecordedKinds kinds) {
        ResourceKey one = one(kinds);
        if (one != null) {
            return one.toString()::equals;
        }
        ResourceKind kind = object == null ? null : ObjectArgument.kind(object, kinds);
        return subject -> {
            ResourceKey key = ResourceKey.parse(subject);
            return (kind == null || key.groupResource().equals(kind.groupResource()))
                    && (namespace == null || key.namespace().equals(namespace));
        };
    }

    /** The one object that is asked for, if it is one. */
    private @Nullable ResourceKey one(RecordedKinds kinds) {
        if (object == null || object.indexOf('/') < 0) {
            return null;
        }
        return ObjectArgument.parse(object, namespace == null ? "default" : namespace, kinds)
                .key();
    }
}
