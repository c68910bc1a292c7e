package dev.gyre.actors.view;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.PodState;
import dev.gyre.events.ChangeFeed;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The view on persistent maps: each change makes a new view that shares nearly everything with the one before it. The
 * same changes in any batches, with repeats, give the same view, because an object only ever moves to a higher revision and
 * a change at or below the view's own revision is already in.
 */
public final class PersistentClusterView implements ClusterView {

    public static final PersistentClusterView EMPTY = new PersistentClusterView(
            0,
            PersistentMap.empty(),
            PersistentMap.empty(),
            Index.EMPTY,
            Index.EMPTY,
            Index.EMPTY,
            ServiceIndex.EMPTY,
            PersistentMap.empty(),
            Map.of());

    /** No node is called so. */
    private static final String FINISHED = "#finished";

    private static final Set<String> ADOPTED = Set.of("replicasets.apps", "controllerrevisions.apps");

    /** So many objects are looked up in ways that are made side by side. */
    private static final int MANY = 10_000;

    /** Nobody knows any more who made a change that a snapshot shows. */
    private static final Provenance FOUND = new Provenance("", "", "", Instant.EPOCH);

    private final long revision;
    /** Ordered by group, plural, namespace, name: a kind, and a kind in a namespace, are ranges of it. */
    private final PersistentMap<ResourceKey, Resource> objects;

    private final PersistentMap<String, Resource> byUid;
    private final Index byOwner;
    private final Index byNamespace;
    /** Pods by their nodes, those that have ended, and others that nobody controls. */
    private final Index traits;

    private final ServiceIndex services;
    private final PersistentMap<String, Instant> heartbeats;
    private final Map<String, String> measurements;

    private record Changed(long after, List<Resource> inTurn) {}

    /** What was asked for last: all controllers of a process ask alike. */
    private volatile @Nullable Changed changed;

    private PersistentClusterView(
            long revision,
            PersistentMap<ResourceKey, Resource> objects,
            PersistentMap<String, Resource> byUid,
            Index byOwner,
            Index byNamespace,
            Index traits,
            ServiceIndex services,
            PersistentMap<String, Instant> heartbeats,
            Map<String, String> measurements) {
        this.revision = revision;
        this.objects = objects;
        this.byUid = byUid;
        this.byOwner = byOwner;
        this.byNamespace = byNamespace;
        this.traits = traits;
        this.services = services;
        this.heartbeats = heartbeats;
        this.measurements = measurements;
    }

    /** Exactly these objects, as of this revision. */
    public static PersistentClusterView of(long revision, Resource... objects) {
        return of(new ResourceList(revision, List.of(objects)));
    }

    public static PersistentClusterView of(ResourceList snapshot) {
        return restored(new ResourceList(
                snapshot.revision(),
                snapshot.items().stream().map(Resource::withoutManagedFields).toList()));
    }

    /** The view that held these objects. Nothing is asked of them but their outlines. */
    public static PersistentClusterView restored(ResourceList held) {
        List<Resource> objects = held.items();
        Executor executor = objects.size() < MANY ? Runnable::run : ForkJoinPool.commonPool();
        var byKey = supplyAsync(() -> byKey(objects), executor);
        var byUid = supplyAsync(() -> byUid(objects), executor);
        var byOwner = supplyAsync(() -> Index.of(objects, PersistentClusterView::owners), executor);
        var byNamespace = supplyAsync(() -> Index.of(objects, PersistentClusterView::namespace), executor);
        var traits = supplyAsync(() -> Index.of(objects, PersistentClusterView::traits), executor);
        var services = supplyAsync(() -> ServiceIndex.of(objects), executor);
        return new PersistentClusterView(
                held.revision(),
                byKey.join(),
                byUid.join(),
                byOwner.join(),
                byNamespace.join(),
                traits.join(),
                services.join(),
                PersistentMap.empty(),
                Map.of());
    }

    private static PersistentMap<ResourceKey, Resource> byKey(List<Resource> objects) {
        PersistentMap.Builder<ResourceKey, Resource> builder = PersistentMap.builder();
        objects.forEach(object -> builder.put(object.key(), object));
        return builder.build();
    }

    private static PersistentMap<String, Resource> byUid(List<Resource> objects) {
        PersistentMap.Builder<String, Resource> builder = PersistentMap.builder();
        for (Resource object : objects) {
            String uid = object.uid();
            if (!uid.isEmpty()) {
                builder.put(uid, object);
            }
        }
        return builder.build();
    }

    /** The view after these changes. Those that it already holds do nothing. */
    public PersistentClusterView apply(ChangeFeed.Advance advance) {
        PersistentClusterView next = this;
        long reached = revision + 1;
        for (ResourceEvent event : advance.events()) {
            if (event.revision() >= reached) {
                next = next.apply(event);
                reached = event.revision();
            }
        }
        return next.at(Math.max(revision, advance.revision()));
    }

    /** The view with these signs of life, where they are later than the ones it has. */
    public PersistentClusterView withHeartbeats(Collection<Heartbeat> beats) {
        PersistentMap<String, Instant> latest = heartbeats;
        for (Heartbeat beat : beats) {
            if (latest.get(beat.nodeName())
                    .filter(known -> !beat.time().isAfter(known))
                    .isEmpty()) {
                latest = latest.with(beat.nodeName(), beat.time());
            }
        }
        return new PersistentClusterView(
                revision, objects, byUid, byOwner, byNamespace, traits, services, latest, measurements);
    }

    /** A view after a new snapshot knows the signs of life of the one before. */
    public PersistentClusterView withHeartbeatsOf(PersistentClusterView other) {
        return new PersistentClusterView(
                revision, objects, byUid, byOwner, byNamespace, traits, services, other.heartbeats, measurements);
    }

    /** What lies between an older view and this one, as far as the two can tell. */
    public List<ResourceEvent> changesSince(PersistentClusterView older) {
        List<ResourceEvent> changes = new ArrayList<>();
        for (Resource was : older.objects()) {
            boolean isStillThere =
                    byUid(was.uid()).filter(is -> is.key().equals(was.key())).isPresent();
            if (!isStillThere) {
                Resource last = Resource.of(was.key(), revision, was.json());
                changes.add(new ResourceEvent(ResourceEvent.Type.DELETED, last, FOUND));
            }
        }
        for (Resource is : objects()) {
            Optional<Resource> was = older.get(is.key());
            if (was.isEmpty() || was.get().revision() != is.revision()) {
                var type = was.isEmpty() ? ResourceEvent.Type.ADDED : ResourceEvent.Type.MODIFIED;
                changes.add(new ResourceEvent(type, is, FOUND));
            }
        }
        return changes;
    }

    private PersistentClusterView apply(ResourceEvent event) {
        Optional<Resource> known = objects.get(event.key());
        if (known.isPresent() && known.get().revision() >= event.revision()) {
            return this;
        }
        PersistentClusterView without = known.map(this::without).orElse(this);
        return event.type() == ResourceEvent.Type.DELETED ? without : without.with(event.resource());
    }

    /** No decision may depend on who owns which field, so that is not even known here. */
    private PersistentClusterView with(Resource recorded) {
        Resource object = recorded.withoutManagedFields();
        return new PersistentClusterView(
                revision,
                objects.with(object.key(), object),
                object.uid().isEmpty() ? byUid : byUid.with(object.uid(), object),
                byOwner.with(owners(object), object),
                byNamespace.with(namespace(object), object),
                traits.with(traits(object), object),
                services.with(object),
                heartbeats,
                measurements);
    }

    private PersistentClusterView without(Resource object) {
        return new PersistentClusterView(
                revision,
                objects.without(object.key()),
                byUid.without(object.uid()),
                byOwner.without(owners(object), object.key()),
                byNamespace.without(namespace(object), object.key()),
                traits.without(traits(object), object.key()),
                services.without(object),
                heartbeats,
                measurements);
    }

    private PersistentClusterView at(long revision) {
        return new PersistentClusterView(
                revision, objects, byUid, byOwner, byNamespace, traits, services, heartbeats, measurements);
    }

    private static Set<String> owners(Resource object) {
        return object.ownerReferences().stream().map(OwnerReference::uid).collect(Collectors.toSet());
    }

    private static List<String> namespace(Resource object) {
        return object.key().isNamespaced() ? List.of(object.namespace()) : List.of();
    }

    private static List<String> traits(Resource object) {
        String kind = object.key().groupResource();
        if (ADOPTED.contains(kind)) {
            return object.controller() == null ? List.of(orphan(kind, object.namespace())) : List.of();
        }
        if (!kind.equals("pods")) {
            return List.of();
        }
        PodState pod = new PodState(object);
        return pod.isFinished() ? List.of(pod.nodeName(), FINISHED) : List.of(pod.nodeName());
    }

    private static String orphan(String kind, String namespace) {
        return "#orphan " + kind + " " + namespace;
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Optional<Resource> get(ResourceKey key) {
        return objects.get(key);
    }

    @Override
    public List<Resource> objects() {
        return objects.values();
    }

    @Override
    public List<Resource> changedAfter(long revision) {
        Changed known = changed;
        if (known == null || known.after() != revision) {
            known = new Changed(revision, newestOfEachKind(revision));
            changed = known;
        }
        return known.inTurn();
    }

    private List<Resource> newestOfEachKind(long after) {
        Map<String, Deque<Resource>> byKind = new LinkedHashMap<>();
        objects().stream()
                .filter(object -> object.revision() > after)
                .sorted(Comparator.comparingLong(Resource::revision).reversed())
                .forEach(object -> byKind.computeIfAbsent(object.key().groupResource(), kind -> new ArrayDeque<>())
                        .add(object));
        List<Resource> inTurn = new ArrayList<>();
        while (!byKind.isEmpty()) {
            byKind.values().forEach(ofKind -> inTurn.add(ofKind.remove()));
            byKind.values().removeIf(Deque::isEmpty);
        }
        return Collections.unmodifiableList(inTurn);
    }

    @Override
    public List<Resource> list(String group, String plural) {
        return objects.values(new ResourceKey(group, plural, "", ""), new ResourceKey(group, after(plural), "", ""));
    }

    @Override
    public List<Resource> list(String group, String plural, String namespace) {
        return objects.values(
                new ResourceKey(group, plural, namespace, ""), new ResourceKey(group, plural, after(namespace), ""));
    }

    /** The least string beyond this one. */
    private static String after(String word) {
        return word + '\0';
    }

    @Override
    public List<Resource> ownedBy(String uid) {
        return byOwner.get(uid);
    }

    @Override
    public List<Resource> orphans(String group, String plural, String namespace) {
        return traits.get(orphan(new ResourceKey(group, plural, namespace, "").groupResource(), namespace));
    }

    @Override
    public Optional<Resource> byUid(String uid) {
        return byUid.get(uid);
    }

    @Override
    public List<Resource> inNamespace(String namespace) {
        return byNamespace.get(namespace);
    }

    @Override
    public List<Resource> podsOnNode(String nodeName) {
        return traits.get(nodeName);
    }

    @Override
    public List<Resource> finishedPods() {
        return traits.get(FINISHED);
    }

    @Override
    public int finishedPodCount() {
        return traits.count(FINISHED);
    }

    @Override
    public List<Resource> podsLabelled(String namespace, Map<String, String> labels) {
        return services.podsLabelled(namespace, labels);
    }

    @Override
    public List<Resource> servicesSelecting(String namespace, Map<String, String> labels) {
        return services.servicesSelecting(namespace, labels);
    }

    @Override
    public Map<String, Instant> heartbeats() {
        return heartbeats.asJava();
    }

    @Override
    public Map<String, String> measurements() {
        return measurements;
    }

    @Override
    public PersistentClusterView measuring(Map<String, String> answers) {
        Map<String, String> inOrder = Collections.unmodifiableMap(new TreeMap<>(answers));
        return new PersistentClusterView(
                revision, objects, byUid, byOwner, byNamespace, traits, services, heartbeats, inOrder);
    }

    /** How many objects there are. */
    public int size() {
        return objects.size();
    }

    @Override
    public String toString() {
        return objects.size() + " objects at " + revision;
    }
}
