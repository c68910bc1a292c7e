package dev.gyre.cli;

import dev.gyre.cli.bisect.Bisection;
import dev.gyre.cli.bisect.Verdict;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.cli.why.StoryText;
import dev.gyre.cli.why.Walk;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.PastReading;
import dev.gyre.events.history.PastState;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.ResourceKey;
import java.io.PrintStream;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Finds the change after which a command fails. */
@Command(
        name = "bisect",
        exitCodeOnExecutionException = LogReader.COULD_NOT_ASK,
        description =
                "Find the change that broke something: run a command against the cluster as it was, between a moment at which it"
                        + " succeeded and a later one at which it failed.",
        footer = {
            "",
            "  gyre bisect 10:20 10:40 -- sh -c 'kubectl get deploy web -o yaml | grep -q image:.web:1'",
            "  gyre bisect 4000 4711 --log incident.gyre -- ./check.sh",
            "",
            "The command finds the cluster by KUBECONFIG. It says by its exit code what it thinks: 0 good, 1 to 124, 126 and 127"
                    + " bad, 125 cannot tell, above that it gives up.",
            "",
            "Exit code 0 where the one change was found, 1 where it may be one of several, 2 where that could not be asked."
        })
final class BisectCommand implements Callable<Integer> {

    @Mixin
    private LogReader reader = new LogReader();

    @Parameters(index = "0", paramLabel = "MOMENT", description = "When it was good.")
    private String good = "";

    @Parameters(index = "1", paramLabel = "MOMENT", description = "When it was bad.")
    private String bad = "";

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "COMMAND", description = "Tells good from bad.")
    private List<String> command = List.of();

    /** A change that may have been the one. */
    private record Suspect(long revision, ResourceKey key) {}

    @Override
    public Integer call() throws Exception {
        ZonedDateTime now = ZonedDateTime.now();
        Moment from = Moment.parsePast(good, now);
        Moment to = Moment.parsePast(bad, now);
        return reader.withFiles(files -> reader.ask(source -> {
            source.requireReached(from, to);
            return search(files, source, from, to);
        }));
    }

    private int search(ClusterFiles files, LogReader.Source source, Moment from, Moment to) {
        PastReading first = LogReader.read(source, from);
        PastReading last = LogReader.readOn(source, first, to);
        List<Suspect> suspects = suspects(source, first, last.revision());
        if (suspects.isEmpty()) {
            throw new CommandFailure("nothing changed from revision " + first.revision() + " to " + last.revision());
        }
        require(Verdict.GOOD, verdict(files, first.requireState()), first.revision());
        require(Verdict.BAD, verdict(files, last.requireState()), last.revision());
        Bisection bisection = new Bisection(suspects.size());
        PastReading newestGood = first;
        for (OptionalInt next = bisection.next(); next.isPresent(); next = bisection.next()) {
            PastReading past = LogReader.readOn(
                    source,
                    newestGood,
                    new Moment.AtRevision(suspects.get(next.getAsInt()).revision()));
            Verdict verdict = verdict(files, past.requireState());
            newestGood = verdict == Verdict.GOOD ? past : newestGood;
            bisection.answer(next.getAsInt(), verdict);
            System.err.println("gyre: revision " + past.revision() + " is "
                    + verdict.name().toLowerCase(java.util.Locale.ROOT) + "; " + bisection.suspects()
                    + " changes are left");
        }
        return tell(source, suspects, bisection);
    }

    private static List<Suspect> suspects(LogReader.Source source, PastReading after, long upTo) {
        List<Suspect> suspects = new ArrayList<>();
        Predicate<Stamp> isWithin = stamp -> stamp.position().revision() <= upTo;
        ValidRecords.read(source.log(), after.next(), isWithin, (stamp, entry) -> {
                    long revision = stamp.position().revision();
                    boolean isInBetween = revision > after.revision() && revision <= upTo;
                    if (isInBetween && RecordReader.effect(entry) != RecordReader.Effect.GAP) {
                        suspects.add(new Suspect(revision, ResourceKey.parse(entry.key())));
                    }
                })
                .toCompletableFuture()
                .join();
        suspects.removeIf(suspect -> suspect.key().plural().equals("events"));
        suspects.sort(Comparator.comparingLong(Suspect::revision));
        return suspects;
    }

    private Verdict verdict(ClusterFiles files, PastState past) {
        try (PastServer server = PastServer.start(files, past, 0)) {
            int code = server.run(command);
            Verdict verdict = Verdict.ofExitCode(code);
            if (verdict == Verdict.ABORT) {
                throw new CommandFailure(
                        "the command gave up at revision " + past.revision() + " with exit code " + code);
            }
            return verdict;
        } catch (CommandFailure e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted at revision " + past.revision(), e);
        } catch (Exception e) {
            throw new CommandFailure("the command cannot be run: " + e.getMessage(), e);
        }
    }

    private static void require(Verdict expected, Verdict found, long revision) {
        if (found != expected) {
            String said = found == Verdict.UNTESTABLE
                    ? "the command cannot tell"
                    : found == Verdict.BAD ? "it is bad already" : "it is good still";
            throw new CommandFailure("there is nothing to find: " + said + " at revision " + revision);
        }
    }

    private static int tell(LogReader.Source source, List<Suspect> suspects, Bisection bisection) {
        PrintStream out = System.out;
        int from = bisection.firstSuspect();
        List<Suspect> left = suspects.subList(from, from + bisection.suspects());
        out.println(
                left.size() == 1
                        ? "the first bad change is revision " + left.getFirst().revision() + ", "
                                + left.getFirst().key()
                        : "the first bad change is one of these, since the command could not tell:");
        LogHistory history = new LogHistory(source.log(), source.topics());
        for (Suspect suspect : left) {
            Turn turn = Walk.at(suspect.key(), suspect.revision(), history);
            if (turn != null) {
                out.print(StoryText.of(turn));
            }
        }
        return left.size() == 1 ? 0 : 1;
    }
}
