package dev.gyre.cli.why;

import dev.gyre.cli.why.Grounds.News;
import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way back from an object: each change names its cause, a request or a decision; a decision names the state it saw; and
 * what had changed there since the decision before, in the object decided about, in what it owns and in its owners, is what
 * led to it. Each of those changes has a cause again, until there is a person, or a limit.
 */
public final class Walk {

    /** Decisions on the way from a change to a person. */
    private static final int MAX_DEPTH = 8;

    /** Changes named as the reason of one decision; the newest count. */
    private static final int MAX_SINCE = 3;

    private final History history;
    private final Grounds grounds;
    private final ContainerEnds ends;
    private final Set<Long> told = new HashSet<>();

    private Walk(History history) {
        this.history = history;
        this.grounds = new Grounds(history);
        this.ends = new ContainerEnds(history);
    }

    /** The story of the latest object of this name; null where the log knows of none. */
    public static @Nullable Story of(ResourceKey key, History history) {
        Life life = Life.latest(history.versionsOf(key));
        if (life == null) {
            return null;
        }
        Walk walk = new Walk(history);
        JobFailures failures = JobFailures.of(life.versions(), history);
        List<Turn> turns = walk.turns(life, failures.turns());
        List<String> standing = new ArrayList<>(Standing.of(life.last()));
        standing.addAll(failures.lines());
        standing.addAll(WorkloadPods.lines(life.versions(), history));
        standing.addAll(Roots.of(key, turns));
        return new Story(key, "", life.uid(), life.earlier(), standing, turns);
    }

    /** The story of one container of the latest pod of this name; null where the log knows of none. */
    public static @Nullable Story ofContainer(ResourceKey pod, String name, History history) {
        Life life = Life.latest(history.versionsOf(pod));
        if (life == null || !PodContainers.names(life.last().object()).contains(name)) {
            return null;
        }
        List<Turn> turns = new Walk(history).turnsOf(new ContainerTurns(name), life);
        List<String> standing = new ArrayList<>(ContainerStanding.of(name, life.last(), events(life, history)));
        standing.addAll(Roots.ofEnd(turns));
        standing.addAll(Roots.of(pod, turns));
        return new Story(pod, name, life.uid(), life.earlier(), standing, turns);
    }

    /** The names of its containers, of all three lists; none where the log knows of no such pod. */
    public static List<String> containers(ResourceKey pod, History history) {
        Life life = Life.latest(history.versionsOf(pod));
        return life == null ? List.of() : PodContainers.names(life.last().object());
    }

    /** All that bore one name and were the same object. */
    private record Life(List<Version> versions, int earlier) {

        static @Nullable Life latest(List<Version> all) {
            if (all.isEmpty()) {
                return null;
            }
            String uid = all.getLast().object().uid();
            long lives = all.stream()
                    .map(version -> version.object().uid())
                    .distinct()
                    .count();
            return new Life(
                    all.stream()
                            .filter(version -> version.object().uid().equals(uid))
                            .toList(),
                    (int) lives - 1);
        }

        Version last() {
            return versions.getLast();
        }

        String uid() {
            return last().object().uid();
        }
    }

    /** @param others what is told beside the object's own changes */
    private List<Turn> turns(Life life, List<News> others) {
        List<News> all = new ArrayList<>(others);
        Resource before = null;
        for (Version version : life.versions()) {
            List<String> what = Turns.of(before, version);
            before = version.object();
            if (!what.isEmpty()) {
                all.add(new News(version, what));
            }
        }
        all.sort(Comparator.comparingLong(news -> news.version().revision()));
        List<Turn> turns = new ArrayList<>();
        all.forEach(news -> turns.add(turn(news.version(), news.what(), 0)));
        return turns;
    }

    private List<Turn> turnsOf(ContainerTurns container, Life life) {
        List<Turn> turns = new ArrayList<>();
        Resource before = null;
        for (Version version : life.versions()) {
            List<String> what = container.of(before, version);
            before = version.object();
            if (!what.isEmpty()) {
                List<String> ended =
                        ends.in(version).stream().filter(container::isIt).toList();
                turns.add(turn(version, what, cause(version, ended, 0)));
            }
        }
        return turns;
    }

    private static List<Version> events(Life life, History history) {
        Resource pod = life.last().object();
        ResourceKey near = ResourceKey.namespaced("", "events", pod.namespace(), pod.name());
        long before = life.versions().getFirst().revision() - 1;
        return history.between(near, before, Long.MAX_VALUE).stream()
                .filter(version -> version.key().groupResource().equals("events"))
                .toList();
    }

    /** One change of an object and what led to it, whether it would be told in the object's story or not. */
    public static @Nullable Turn at(ResourceKey key, long revision, History history) {
        Resource before = null;
        for (Version version : history.versionsOf(key)) {
            if (version.revision() == revision) {
                List<String> what = Turns.of(before, version);
                return new Walk(history)
                        .turn(version, what.isEmpty() ? Turns.fields(before, version.object()) : what, 0);
            }
            before = version.object();
        }
        return null;
    }

    private Turn turn(Version version, List<String> what, int depth) {
        return turn(version, what, cause(version, ends.in(version), depth));
    }

    private Turn turn(Version version, List<String> what, Cause cause) {
        told.add(version.revision());
        return new Turn(version.revision(), version.by().time(), version.key(), what, cause);
    }

    /** @param ended the containers whose ends are told: of several the one that ended by itself led to the others' */
    private Cause cause(Version version, List<String> ended, int depth) {
        Cause cause = null;
        for (String container : ended) {
            DecisionRecord stop = ends.stop(container, version);
            Cause its = stop == null
                    ? ContainerEnds.itself(container, version)
                    : decided(stop, version, history.decisionsAbout(stop.subject(), stop.id()), depth);
            cause = cause == null || its instanceof Cause.Itself ? its : cause;
        }
        return cause == null ? written(version, depth) : cause;
    }

    private Cause written(Version version, int depth) {
        String id = version.by().cause();
        DecisionId parts = DecisionId.parse(id);
        if (parts == null) {
            return new Cause.Request(version.by().actor(), id);
        }
        List<DecisionRecord> about = history.decisionsAbout(parts.subject(), id);
        DecisionRecord decision = about.stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElse(null);
        if (decision == null) {
            return new Cause.Elsewhere(id, version.by().actor(), "the decision is not on the log");
        }
        return decided(decision, version, about, depth);
    }

    private Cause decided(DecisionRecord decision, Version version, List<DecisionRecord> about, int depth) {
        return new Cause.Decided(
                decision.id(),
                decision.reconciler(),
                decision.subject(),
                decision.inputRevision(),
                decision.inputs(),
                reasons(decision, version.key()),
                Weighing.of(decision, Weighing.name(version.key())),
                depth >= MAX_DEPTH ? List.of() : since(grounds.of(decision, version, about), depth));
    }

    /**
     * A decision about many objects at once, such as the scheduler's, says of each what concerns it: it begins with the pod's name,
     * or with that of the one in whose favour this one goes.
     */
    private static List<String> reasons(DecisionRecord decision, ResourceKey key) {
        if (DecisionId.key(decision.subject()) != null) {
            return decision.reasons();
        }
        String preemptor = Weighing.preemptor(decision, Weighing.name(key));
        String about = (preemptor.isEmpty() ? Weighing.name(key) : preemptor) + " ";
        List<String> own = decision.reasons().stream()
                .filter(reason -> reason.startsWith(about))
                .toList();
        return own.isEmpty()
                ? decision.reasons().stream()
                        .filter(reason -> !isAboutOne(reason))
                        .toList()
                : own;
    }

    private static boolean isAboutOne(String reason) {
        int end = reason.indexOf(' ');
        return end > 0 && reason.substring(0, end).contains("/");
    }

    private List<Turn> since(List<News> news, int depth) {
        return news.subList(Math.max(0, news.size() - MAX_SINCE), news.size()).stream()
                .map(one -> told.contains(one.version().revision())
                        ? toldAlready(one)
                        : turn(one.version(), one.what(), depth + 1))
                .toList();
    }

    private static Turn toldAlready(News news) {
        Version version = news.version();
        return new Turn(
                version.revision(),
                version.by().time(),
                version.key(),
                news.what(),
                new Cause.Elsewhere("", version.by().actor(), "told already"));
    }
}
