package dev.gyre.events.history;

import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.List;

/** The past of a cluster, up to the moment at which it was opened. */
public interface History {

    /** Every version of every object that bore this name, the oldest first. */
    List<Version> versionsOf(ResourceKey key);

    /** What changed in the key's namespace (or, for a cluster-scoped key, outside namespaces) in this span of revisions. */
    List<Version> between(ResourceKey near, long afterRevision, long upToRevision);

    /** The decisions about a subject, the oldest first. */
    List<DecisionRecord> decisionsAbout(String subject);
}
