package dev.gyre.cli;

import dev.gyre.events.EventLog;
import dev.gyre.events.Topics;
import dev.gyre.events.history.PastState;
import dev.gyre.events.history.PastState.NotOnTheLogException;
import dev.gyre.events.kafka.KafkaEventLog;
import java.nio.file.Files;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** Where a question to the log goes: the one of {@code --data}, as its administrator, or one that is named. Writes nothing. */
final class LogReader {

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private LogOptions options = new LogOptions();

    /** A question to be answered from the log. */
    interface Question<T> extends Function<EventLog, T> {}

    <T> T ask(Question<T> question) {
        ClusterFiles files = files();
        try (EventLog log = new KafkaEventLog(LogRole.connection(files, options, RoleIdentity.ADMIN))) {
            return question.apply(log);
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what =
                    cause instanceof NotOnTheLogException ? "the log cannot show that: " : "the log cannot be read: ";
            throw new CommandFailure(what + cause.getMessage(), e);
        }
    }

    /** The cluster as it was at a moment. */
    PastState past(Moment moment) {
        long needed = moment instanceof Moment.AtRevision(long revision) ? revision : 0;
        return ask(log -> PastState.read(
                        log, topics(), stamp -> !moment.isPassedBy(stamp.position(), stamp.time()), needed)
                .toCompletableFuture()
                .join());
    }

    /** The directory of the cluster whose log it is. */
    ClusterFiles files() {
        if (!Files.isDirectory(data.path())) {
            throw new CommandFailure("there is no cluster in " + data.path() + "; name its directory with --data");
        }
        return new ClusterFiles(data.open(), Instant.now());
    }

    Topics topics() {
        return Topics.STANDARD;
    }
}
