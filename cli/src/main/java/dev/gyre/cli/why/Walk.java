package dev.gyre.cli.why;

import dev.gyre.cli.why.Story.Cause;
import dev.gyre.cli.why.Story.Turn;
import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.OwnerReference;
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

    /** Decisions before it that one may go on with. */
    private static final int MAX_BACK = 16;

    private static final String KUBELET = "kubelet";

    private final History history;
    private final Set<Long> told = new HashSet<>();

    private Walk(History history) {
        this.history = history;
    }

    /** The story of the latest object of this name; null where the log knows of none. */
    public static @Nullable Story of(ResourceKey key, History history) {
        List<Version> all = history.versionsOf(key);
        if (all.isEmpty()) {
            return null;
        }
        String uid = all.getLast().object().uid();
        List<Version> versions = all.stream()
                .filter(version -> version.object().uid().equals(uid))
                .toList();
        int earlier = (int) all.stream()
                        .map(version -> version.object().uid())
                        .distinct()
                        .count()
                - 1;
        Walk walk = new Walk(history);
        List<Turn> turns = new ArrayList<>();
        Resource before = null;
        for (Version version : versions) {
            List<String> what = Turns.of(before, version);
            before = version.object();
            if (!what.isEmpty()) {
                turns.add(walk.turn(version, what, 0));
            }
        }
        List<String> standing = new ArrayList<>(Standing.of(versions.getLast()));
        standing.addAll(Roots.of(turns));
        return new Story(key, uid, earlier, standing, turns);
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
        told.add(version.revision());
        return new Turn(version.revision(), version.by().time(), version.key(), what, cause(version, depth));
    }

    private Cause cause(Version version, int depth) {
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
        return new Cause.Decided(
                id,
                decision.reconciler(),
                decision.subject(),
                decision.inputRevision(),
                decision.inputs(),
                reasons(decision, version.key()),
                Weighing.of(decision, name(version.key())),
                depth >= MAX_DEPTH || decision.reconciler().equals(KUBELET)
                        ? List.of()
                        : since(decision, before(decision, about), depth));
    }

    /** A decision about many objects at once, such as the scheduler's, says of each what concerns it. */
    private static List<String> reasons(DecisionRecord decision, ResourceKey key) {
        if (decision.subject().equals(key.toString())) {
            return decision.reasons();
        }
        List<String> own = decision.reasons().stream()
                .filter(reason -> reason.startsWith(name(key) + " "))
                .toList();
        return own.isEmpty() ? decision.reasons() : own;
    }

    private static String name(ResourceKey key) {
        return key.isNamespaced() ? key.namespace() + "/" + key.name() : key.name();
    }

    /** The revisions that the same reconciler had looked at when it decided about this before, the latest first; 0 is the last. */
    private static List<Long> before(DecisionRecord decision, List<DecisionRecord> about) {
        List<Long> revisions = new ArrayList<>();
        revisions.add(0L);
        for (DecisionRecord earlier : about) {
            if (earlier.id().equals(decision.id())) {
                break;
            }
            if (earlier.reconciler().equals(decision.reconciler())) {
                revisions.addFirst(earlier.inputRevision());
            }
        }
        return revisions.subList(0, Math.min(revisions.size(), MAX_BACK));
    }

    /** A decision that had no news to go by goes on with what an earlier one began, such as a rollout: then that one's count. */
    private List<Turn> since(DecisionRecord decision, List<Long> before, int depth) {
        ResourceKey subject = DecisionId.key(decision.subject());
        Resource decidedAbout = subject == null ? null : history.asOf(subject, decision.inputRevision());
        if (subject == null || decidedAbout == null) {
            return List.of();
        }
        for (long afterRevision : before) {
            List<Candidate> candidates =
                    candidates(decision, decidedAbout, afterRevision > 0 ? afterRevision : beforeCreation(subject));
            if (!candidates.isEmpty()) {
                return candidates.subList(Math.max(0, candidates.size() - MAX_SINCE), candidates.size()).stream()
                        .map(candidate -> told.contains(candidate.version().revision())
                                ? toldAlready(candidate)
                                : turn(candidate.version(), candidate.what(), depth + 1))
                        .toList();
            }
        }
        return List.of();
    }

    /** Nothing that happened earlier is news to whoever decides about it for the first time. */
    private long beforeCreation(ResourceKey subject) {
        return history.versionsOf(subject).getFirst().revision() - 1;
    }

    private List<Candidate> candidates(DecisionRecord decision, Resource decidedAbout, long afterRevision) {
        List<Candidate> candidates = new ArrayList<>();
        for (Version version : seen(decidedAbout, afterRevision, decision.inputRevision())) {
            boolean isOwnDoing =
                    version.by().cause().startsWith(decision.reconciler() + "/" + decision.subject() + "/");
            List<String> what = isOwnDoing ? List.of() : news(version, decidedAbout);
            if (!what.isEmpty()) {
                candidates.add(new Candidate(version, what));
            }
        }
        return candidates;
    }

    /** What changed in the span of the object, of what it owns, of its owners, and of a pod's node. */
    private List<Version> seen(Resource decidedAbout, long afterRevision, long upToRevision) {
        List<Version> seen = new ArrayList<>();
        String node = Turns.text(decidedAbout.json(), "spec", "nodeName");
        if (!node.isEmpty()) {
            seen.addAll(history.versionsOf(ResourceKey.clusterScoped("", "nodes", node), afterRevision, upToRevision));
        }
        for (Version version : history.between(decidedAbout.key(), afterRevision, upToRevision)) {
            if (version.key().equals(decidedAbout.key()) || isRelated(version.object(), decidedAbout)) {
                seen.add(version);
            }
        }
        seen.sort(Comparator.comparingLong(Version::revision));
        return seen;
    }

    /** Of the object itself and its owners counts what they are to be, of the others also how they fare. */
    private List<String> news(Version version, Resource decidedAbout) {
        Resource before = history.asOf(version.key(), version.revision() - 1);
        boolean isAbove =
                version.key().equals(decidedAbout.key()) || owns(version.object(), decidedAbout.ownerReferences());
        return isAbove ? Turns.ofWhatIsWanted(before, version) : Turns.of(before, version);
    }

    private static Turn toldAlready(Candidate candidate) {
        Version version = candidate.version();
        return new Turn(
                version.revision(),
                version.by().time(),
                version.key(),
                candidate.what(),
                new Cause.Elsewhere("", version.by().actor(), "told already"));
    }

    private record Candidate(Version version, List<String> what) {}

    /** Whether one owns the other. */
    private static boolean isRelated(Resource object, Resource subject) {
        return owns(subject, object.ownerReferences()) || owns(object, subject.ownerReferences());
    }

    private static boolean owns(Resource owner, List<OwnerReference> references) {
        return references.stream().anyMatch(reference -> reference.uid().equals(owner.uid()));
    }
}
