package dev.gyre.events.history;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The past of a cluster, up to the moment at which it was opened. What need not be looked at is not. */
public interface History {

    /** Every version of the latest object that bore this name, the oldest first, and those of earlier ones as far as they are known. */
    List<Version> versionsOf(ResourceKey key);

    /** Its versions in this span of revisions. */
    default List<Version> versionsOf(ResourceKey key, long afterRevision, long upToRevision) {
        return versionsOf(key).stream()
                .filter(version -> version.revision() > afterRevision && version.revision() <= upToRevision)
                .toList();
    }

    /** The latest object of this name as the last change at or before this revision left it; null where it was not there. */
    default @Nullable Resource asOf(ResourceKey key, long revision) {
        List<Version> versions = versionsOf(key, 0, revision);
        return versions.isEmpty() ? null : versions.getLast().object();
    }

    /** What changed in the key's namespace (or, for a cluster-scoped key, outside namespaces) in this span of revisions. */
    List<Version> between(ResourceKey near, long afterRevision, long upToRevision);

    /** The decisions about a subject, the oldest first. */
    List<DecisionRecord> decisionsAbout(String subject);

    /** The same, as far back as the subject itself goes. */
    default List<DecisionRecord> decisionsInLifeOf(ResourceKey subject) {
        return decisionsAbout(subject.toString());
    }

    /** The same, as far as it takes to have this one and, if there is one, another of the same reconciler before it. */
    default List<DecisionRecord> decisionsAbout(String subject, String id) {
        return decisionsAbout(subject);
    }
}
