package dev.gyre.cli;

import dev.gyre.cli.bisect.Bisection;
import dev.gyre.cli.bisect.GallopingSearch;
import dev.gyre.cli.bisect.Verdict;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.cli.why.StoryText;
import dev.gyre.cli.why.Walk;
import dev.gyre.events.NotOnTheLogException;
import dev.gyre.events.ValidRecords;
import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.PastReading;
import dev.gyre.events.history.PastState;
import dev.gyre.events.record.RecordReader;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.ResourceKey;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The search for the change after which a command fails, by running it against the cluster as it was. */
final class ChangeSearch {

    private final LogReader.Source source;
    private final ClusterFiles files;
    private final List<String> command;

    /** A change that may have been the one. */
    private record Suspect(long revision, ResourceKey key) {}

    ChangeSearch(LogReader.Source source, ClusterFiles files, List<String> command) {
        this.source = source;
        this.files = files;
        this.command = command;
    }

    /** Searches between a moment at which the command succeeded and a later one at which it failed; answers with the exit code. */
    int between(Moment good, Moment bad) {
        PastReading first = LogReader.read(source, good);
        PastReading last = LogReader.readOn(source, first, bad);
        List<Suspect> suspects = suspects(first, last.revision());
        require(Verdict.GOOD, first);
        require(Verdict.BAD, last);
        return narrow(first, suspects);
    }

    /** Looks for a moment at which the command succeeded, and searches from there. */
    int upTo(Moment bad) {
        PastReading last = LogReader.read(source, bad);
        require(Verdict.BAD, last);
        NavigableSet<Long> bads = new TreeSet<>(Set.of(last.revision()));
        GallopingSearch search = new GallopingSearch(last.revision());
        for (OptionalLong next = search.next(); next.isPresent(); next = search.next()) {
            long revision = next.getAsLong();
            PastReading past = readIfThere(revision);
            if (past == null) {
                search.notOnTheLog(revision);
                continue;
            }
            Verdict verdict = verdict(past.requireState());
            System.err.println("gyre: revision " + revision + " is " + word(verdict));
            if (verdict == Verdict.GOOD) {
                return narrow(past, suspects(past, bads.higher(past.revision())));
            }
            if (verdict == Verdict.BAD) {
                bads.add(past.revision());
            }
            search.notGood(revision);
        }
        throw new CommandFailure("the command succeeds at none of " + search.looks() + " revisions from "
                + search.earliest() + " on; write when it did: gyre bisect MOMENT -- COMMAND");
    }

    private @Nullable PastReading readIfThere(long revision) {
        try {
            PastReading past = LogReader.read(source, new Moment.AtRevision(revision));
            return past.state().isPresent() ? past : null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotOnTheLogException) {
                return null;
            }
            throw e;
        }
    }

    private int narrow(PastReading good, List<Suspect> suspects) {
        Bisection bisection = new Bisection(suspects.size());
        PastReading newestGood = good;
        for (OptionalInt next = bisection.next(); next.isPresent(); next = bisection.next()) {
            PastReading past = LogReader.readOn(
                    source,
                    newestGood,
                    new Moment.AtRevision(suspects.get(next.getAsInt()).revision()));
            Verdict verdict = verdict(past.requireState());
            newestGood = verdict == Verdict.GOOD ? past : newestGood;
            bisection.answer(next.getAsInt(), verdict);
            System.err.println("gyre: revision " + past.revision() + " is " + word(verdict) + "; "
                    + bisection.suspects() + " changes are left");
        }
        return tell(suspects, bisection);
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private List<Suspect> suspects(PastReading after, long upTo) {
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
        if (suspects.isEmpty()) {
            throw new CommandFailure("nothing changed from revision " + after.revision() + " to " + upTo
                    + ", or nothing but Events did");
        }
        return suspects;
    }

    private Verdict verdict(PastState past) {
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

    private void require(Verdict expected, PastReading past) {
        Verdict found = verdict(past.requireState());
        long revision = past.revision();
        if (found != expected) {
            String said = found == Verdict.UNTESTABLE
                    ? "the command cannot tell"
                    : found == Verdict.BAD ? "it is bad already" : "it is good still";
            throw new CommandFailure("there is nothing to find: " + said + " at revision " + revision);
        }
    }

    private int tell(List<Suspect> suspects, Bisection bisection) {
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
