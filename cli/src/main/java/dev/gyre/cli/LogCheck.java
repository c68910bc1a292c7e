package dev.gyre.cli;

import dev.gyre.events.LogVerifier;
import dev.gyre.schemas.record.LogFileHeader;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proof that nothing is missing: by the log's own account, and against the store where it can be reached. */
final class LogCheck {

    private LogCheck() {}

    /** Prints what was found; answers the exit code, 0 where the log is complete. The store is read first, the log once. */
    static int run(LogReader.Source source, @Nullable StoreCheck check) {
        StoreCheck.Contents store = check == null ? null : contents(check, source);
        LogVerifier.Reading read = new LogVerifier(source.log(), source.topics())
                .read()
                .toCompletableFuture()
                .join();
        LogVerifier.Report report = read.report();
        tell(report, source.header());
        boolean isLikeTheStore = store == null || isLike(store, source, read);
        return report.isComplete() && isLikeTheStore ? 0 : 1;
    }

    private static void tell(LogVerifier.Report report, @Nullable LogFileHeader header) {
        PrintStream out = System.out;
        report.lostSpans()
                .forEach(span -> out.println(
                        header != null && span.toRevision() == header.fromRevision()
                                ? "the file begins with the state at revision " + span.toRevision()
                                : "lost, by the log's own account: revisions " + span.fromRevision() + " to "
                                        + span.toRevision()));
        report.problems().forEach(out::println);
        out.println(
                (report.isComplete() ? "complete" : "not complete") + ": revisions after " + report.since() + " up to "
                        + report.revision() + ", of which " + report.records() + " are records and " + report.counted()
                        + " of kinds that are not published; " + report.voidRecords() + " void records"
                        + (report.isWhole() ? "" : "; the beginning has been trimmed, so numbers prove nothing"));
    }

    /** Null, and a line that says why, where the store cannot be reached. */
    private static StoreCheck.@Nullable Contents contents(StoreCheck check, LogReader.Source source) {
        try {
            return check.read(source);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            System.err.println("gyre: not held against etcd, which cannot be read: " + cause.getMessage());
            return null;
        }
    }

    private static boolean isLike(StoreCheck.Contents store, LogReader.Source source, LogVerifier.Reading read) {
        List<String> problems = store.problems(source, read);
        PrintStream out = System.out;
        out.println("against etcd: " + store.scope());
        if (problems.isEmpty()) {
            out.println("the log and etcd say the same");
        } else {
            out.println("the log and etcd part, first at " + problems.getFirst());
            problems.subList(1, Math.min(problems.size(), 20)).forEach(problem -> out.println("  " + problem));
        }
        return problems.isEmpty();
    }
}
