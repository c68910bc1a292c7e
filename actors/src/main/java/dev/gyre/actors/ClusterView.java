package dev.gyre.actors;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster at one revision, as a fold of the log's changes: immutable, so that many keys can be decided on it at once.
 * Look-ups cost by their answer, not by the cluster. Lists come in the order of their keys.
 */
public interface ClusterView {

    /** Every change up to and including this revision is in. */
    long revision();

    Optional<Resource> get(ResourceKey key);

    /** Every object of every kind that is published. */
    List<Resource> objects();

    /** Those of them that have changed after this revision: of each kind the newest first, and one of each kind in turn. */
    List<Resource> changedAfter(long revision);

    /** All objects of a kind. */
    List<Resource> list(String group, String plural);

    /** All objects of a kind in one namespace. */
    List<Resource> list(String group, String plural, String namespace);

    /** All objects that name this uid among their ownerReferences. */
    List<Resource> ownedBy(String uid);

    /** All objects of a kind in one namespace that no controller has: ReplicaSets and ControllerRevisions, which may be adopted. */
    List<Resource> orphans(String group, String plural, String namespace);

    /** The object with this uid, of whatever kind. */
    Optional<Resource> byUid(String uid);

    /** All objects in one namespace, of every kind that is published. */
    List<Resource> inNamespace(String namespace);

    /** All pods bound to a node; of the empty name, all that are bound to none. */
    List<Resource> podsOnNode(String nodeName);

    /** All pods that have ended, well or not. */
    List<Resource> finishedPods();

    /** How many they are. */
    int finishedPodCount();

    /** All pods in a namespace that carry all of these labels; none for no labels. */
    List<Resource> podsLabelled(String namespace, Map<String, String> labels);

    /** All Services in a namespace whose selector is met by these labels; those without a selector have none. */
    List<Resource> servicesSelecting(String namespace, Map<String, String> labels);

    /** The latest sign of life of each node; no objects, so a decision that uses one records it by value. */
    Map<String, Instant> heartbeats();

    /** The answers to what was asked for this decision, by question; no objects either. */
    Map<String, String> measurements();

    /** The same cluster, and these answers. */
    ClusterView measuring(Map<String, String> answers);
}
