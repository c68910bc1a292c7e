package dev.gyre.cli.why;

import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a decision goes by: the changes since the decision before it, in the object decided about, in what that owns, on a pod's
 * node, and the end of its owners. Once an object or its owner is asked to go, nothing else has a part in what is decided about
 * it. A kubelet takes down what was asked to go, and the scheduler what is in a more important pod's place.
 */
final class Grounds {

    /** Decisions before it that one may go on with. */
    private static final int MAX_BACK = 16;

    private static final String REFUSAL = "refusal.";

    private final History history;

    Grounds(History history) {
        this.history = history;
    }

    /** A change, and what of it is news to whoever decides. */
    record News(Version version, List<String> what) {}

    /**
     * The oldest first.
     *
     * @param version what the decision led to
     * @param about the decisions about the same subject up to this one, the oldest first
     */
    List<News> of(DecisionRecord decision, Version version, List<DecisionRecord> about) {
        if (decision.reconciler().equals(DecisionId.KUBELET)) {
            return request(version);
        }
        ResourceKey subject = DecisionId.key(decision.subject());
        return subject == null ? preemptor(decision, version) : since(decision, subject, before(decision, about));
    }

    /** That somebody had asked the object to go; nothing where a kubelet acts on what it sees. */
    private List<News> request(Version version) {
        Resource before = null;
        for (Version earlier : history.versionsOf(version.key(), 0, version.revision() - 1)) {
            if (earlier.object().uid().equals(version.object().uid())) {
                if (earlier.object().isDeleting()) {
                    return List.of(new News(earlier, Turns.of(before, earlier)));
                }
                before = earlier.object();
            }
        }
        return List.of();
    }

    private List<News> preemptor(DecisionRecord decision, Version version) {
        String name = Weighing.preemptor(decision, Weighing.name(version.key()));
        if (name.isEmpty()) {
            return List.of();
        }
        ResourceKey pod = ResourceKey.parse("pods/" + name);
        Resource asked = history.asOf(pod, decision.inputRevision());
        return history.versionsOf(pod).stream()
                .filter(first -> asked != null && first.object().uid().equals(asked.uid()))
                .limit(1)
                .map(first -> new News(first, Turns.of(null, first)))
                .toList();
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

    /**
     * A decision that had no news to go by goes on with what an earlier one began, such as a rollout: then that one's count. One
     * that was told something, such as that a node is silent, has that to go by.
     */
    private List<News> since(DecisionRecord decision, ResourceKey subject, List<Long> before) {
        Resource decidedAbout = history.asOf(subject, decision.inputRevision());
        if (decidedAbout == null) {
            return List.of();
        }
        for (long afterRevision : before) {
            List<News> news = news(decision, decidedAbout, Math.max(afterRevision, beforeCreation(decidedAbout)));
            if (!news.isEmpty() || isTold(decision)) {
                return news;
            }
        }
        return List.of();
    }

    private static boolean isTold(DecisionRecord decision) {
        return decision.inputs().keySet().stream().anyMatch(input -> !input.startsWith(REFUSAL));
    }

    /** Nothing that happened earlier is news to whoever decides about it for the first time. */
    private long beforeCreation(Resource object) {
        return history.versionsOf(object.key()).stream()
                        .filter(version -> version.object().uid().equals(object.uid()))
                        .mapToLong(Version::revision)
                        .min()
                        .orElse(1)
                - 1;
    }

    /** Who decides about a placed pod does so for what happened around it, where something did; that it was placed led to nothing. */
    private List<News> news(DecisionRecord decision, Resource decidedAbout, long afterRevision) {
        List<News> all = new ArrayList<>();
        boolean isToGo = false;
        for (Version version : seen(decidedAbout, afterRevision, decision.inputRevision())) {
            boolean isOwnDoing =
                    version.by().cause().startsWith(decision.reconciler() + "/" + decision.subject() + "/");
            List<String> what = isOwnDoing ? List.of() : what(version, decidedAbout);
            if (what.isEmpty()) {
                continue;
            }
            boolean isEnd = isAbove(version, decidedAbout) && Turns.isEnd(what);
            if (isEnd && !isToGo) {
                isToGo = true;
                all.clear();
            }
            if (isEnd || !isToGo) {
                all.add(new News(version, what));
            }
        }
        List<News> others =
                all.stream().filter(news -> !isIt(news.version(), decidedAbout)).toList();
        return node(decidedAbout).isEmpty() || others.isEmpty() ? all : others;
    }

    /** Where it is to run; empty for what is no pod. */
    private static String node(Resource object) {
        return Turns.text(object.json(), "spec", "nodeName");
    }

    /** What changed in the span of the object, of what it owns, of its owners, and of a pod's node. */
    private List<Version> seen(Resource decidedAbout, long afterRevision, long upToRevision) {
        List<Version> seen = new ArrayList<>();
        String node = node(decidedAbout);
        if (!node.isEmpty()) {
            seen.addAll(history.versionsOf(ResourceKey.clusterScoped("", "nodes", node), afterRevision, upToRevision));
        }
        for (Version version : history.between(decidedAbout.key(), afterRevision, upToRevision)) {
            if (isIt(version, decidedAbout) || isRelated(version.object(), decidedAbout)) {
                seen.add(version);
            }
        }
        seen.sort(Comparator.comparingLong(Version::revision));
        return seen;
    }

    /** Of the object itself counts what it is to be, of its owners only that they go, of the others also how they fare. */
    private List<String> what(Version version, Resource decidedAbout) {
        Resource before = history.asOf(version.key(), version.revision() - 1);
        if (isIt(version, decidedAbout)) {
            return Turns.ofWhatIsWanted(before, version);
        }
        List<String> what = Turns.of(before, version);
        return isAbove(version, decidedAbout) && !Turns.isEnd(what) ? List.of() : what;
    }

    private static boolean isAbove(Version version, Resource decidedAbout) {
        return isIt(version, decidedAbout) || owns(version.object(), decidedAbout.ownerReferences());
    }

    /** A name may be borne by one after another. */
    private static boolean isIt(Version version, Resource object) {
        return version.key().equals(object.key()) && version.object().uid().equals(object.uid());
    }

    /** Whether one owns the other. */
    private static boolean isRelated(Resource object, Resource subject) {
        return owns(subject, object.ownerReferences()) || owns(object, subject.ownerReferences());
    }

    private static boolean owns(Resource owner, List<OwnerReference> references) {
        return references.stream().anyMatch(reference -> reference.uid().equals(owner.uid()));
    }
}
