package dev.gyre.cli;

import dev.gyre.events.EventLog;
import dev.gyre.events.ImpatientLog;
import dev.gyre.events.LogUnreachableException;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.Topics;
import dev.gyre.events.file.LogFile;
import dev.gyre.events.file.LogFileException;
import dev.gyre.events.history.PastReading;
import dev.gyre.events.history.PastState;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Stamp;
import dev.gyre.events.relay.ProgressReading;
import dev.gyre.schemas.record.LogFileHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where a question to the log goes: the one of {@code --data}, as its administrator, or one that is named, or a part of one in
 * a file. Writes nothing.
 */
final class LogReader {

    /** The exit code of a question that was not answered; 1 is an answer, such as that something is different. */
    static final int COULD_NOT_ASK = 2;

    /** A broker that is silent for longer has died in the middle of a question. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private LogOptions options = new LogOptions();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Ask this file, which `gyre events --export` wrote, instead of a running log.")
    private @Nullable Path file;

    /** A log to be asked, how it is divided, what stands in the first line of the file that it is in, if it is, and the kinds it knows. */
    record Source(EventLog log, Topics topics, @Nullable LogFileHeader header, RecordedKinds kinds) {

        Source(EventLog log, Topics topics, @Nullable LogFileHeader header) {
            this(log, topics, header, new RecordedKinds(log, topics));
        }

        /** Whether a change is before the first one that is wanted; a file begins with a state that is no change. */
        Predicate<Stamp> isBefore(@Nullable Moment from) {
            if (from != null) {
                return stamp -> !from.isReachedBy(stamp.position(), stamp.time());
            }
            long state = header == null ? 0 : header.fromRevision();
            return stamp -> stamp.position().revision() <= state;
        }

        /** Whether a change is not after the last one that is wanted. */
        Predicate<Stamp> isWithin(@Nullable Moment to) {
            return stamp -> to == null || !to.isPassedBy(stamp.position(), stamp.time());
        }

        /** Refuses a revision that the log has not come to yet, as a time is refused that is yet to come. */
        void requireReached(@Nullable Moment... moments) {
            long needed = 0;
            for (Moment moment : moments) {
                needed = Math.max(needed, moment == null ? 0 : moment.neededRevision());
            }
            if (needed == 0) {
                return;
            }
            Progress progress =
                    ProgressReading.newest(log).toCompletableFuture().join();
            long reached = progress == null ? 0 : progress.revision();
            if (needed > reached) {
                throw new CommandFailure(
                        header == null
                                ? "the log has not come to revision " + needed + " yet; it is complete up to revision "
                                        + reached
                                : "the file does not reach revision " + needed + "; it ends with revision " + reached);
            }
        }
    }

    /** A question to be answered from the log. */
    interface Question<T> extends Function<Source, T> {}

    <T> T ask(Question<T> question) {
        try {
            return file == null ? askLog(question) : askFile(file, question);
        } catch (CompletionException e) {
            throw failure(e.getCause() == null ? e : e.getCause(), e);
        } catch (NotOnTheLogException | LogFileException | LogUnreachableException e) {
            throw failure(e, e);
        }
    }

    private <T> T askLog(Question<T> question) {
        ClusterFiles files = files();
        try (EventLog log =
                new ImpatientLog(new KafkaEventLog(LogRole.connection(files, options, RoleIdentity.ADMIN)), PATIENCE)) {
            return question.apply(new Source(log, Topics.STANDARD, null));
        }
    }

    private static <T> T askFile(Path file, Question<T> question) {
        try (LogFile log = LogFile.read(file)) {
            return question.apply(new Source(log.log(), log.topics(), log.header()));
        }
    }

    private static CommandFailure failure(Throwable cause, Throwable thrown) {
        String what = switch (cause) {
            case NotOnTheLogException e -> "the log cannot show that: ";
            case LogFileException e -> "";
            case LogUnreachableException e -> "";
            default -> "the log cannot be read: ";
        };
        return new CommandFailure(what + cause.getMessage(), thrown);
    }

    /** The cluster as it was at a moment. */
    PastState past(Moment moment) {
        return ask(source -> {
            source.requireReached(moment);
            return read(source, moment).requireState();
        });
    }

    /** A log that is open, read up to a moment. */
    static PastReading read(Source source, Moment moment) {
        return PastReading.upTo(source.log(), source.topics(), source.isWithin(moment), moment.neededRevision())
                .toCompletableFuture()
                .join();
    }

    /** The same log at a later moment. */
    static PastReading readOn(Source source, PastReading before, Moment moment) {
        if (!before.isAtOrBefore(source.isWithin(moment))) {
            throw new CommandFailure("the second moment is before the first, which was at revision " + before.revision()
                    + "; write the earlier one first");
        }
        return before.onTo(source.isWithin(moment), moment.neededRevision())
                .toCompletableFuture()
                .join();
    }

    /** A span that ends before it begins holds nothing, which is hardly what somebody wants to know. */
    static void requireOrder(@Nullable Moment from, @Nullable Moment to) {
        if (from != null && to != null && from.isAfter(to)) {
            throw new CommandFailure("the span ends before it begins: from " + from + " to " + to);
        }
    }

    /** Asks this file from now on. */
    void read(Path log) {
        file = log;
    }

    /** What serves a past needs certificates: the cluster's own, or for a file, which comes without, some for this once. */
    <T> T withFiles(WithFiles<T> use) throws Exception {
        if (file == null) {
            return use.with(files());
        }
        Path strangers = Files.createTempDirectory("gyre-as-of-");
        try {
            return use.with(new ClusterFiles(DataDirectory.open(strangers), Instant.now()));
        } finally {
            DataDirectory.delete(strangers);
        }
    }

    /** Something that is done with a cluster's files. */
    interface WithFiles<T> {
        T with(ClusterFiles files) throws Exception;
    }

    /** The store that the log is from; null where nobody says which that is. */
    @Nullable
    StoreCheck storeCheck(StoreOptions store) {
        boolean isOwnLog = file == null && options.bootstrap() == null && options.config() == null;
        if (store.endpoint() == null && !isOwnLog) {
            return null;
        }
        ClusterFiles files = files();
        return new StoreCheck(EtcdRole.existing(files, store).options(), files, StoreCheck.SILENCE);
    }

    /** The directory of the cluster whose log it is. */
    private ClusterFiles files() {
        if (!Files.isDirectory(data.path())) {
            throw new CommandFailure("there is no cluster in " + data.path() + "; name its directory with --data");
        }
        return new ClusterFiles(data.open(), Instant.now());
    }
}
