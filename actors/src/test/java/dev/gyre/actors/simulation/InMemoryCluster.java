package dev.gyre.actors.simulation;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.ChangeFeed;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API as far as controllers lean on it: revisions, preconditions, guards, generations, finalizers and graceful deletion
 * of pods. A command that is refused changes nothing. Every change is an event, and the view follows at once.
 */
public final class InMemoryCluster {

    /** The store refused the command, as with 404, 409 or a failed guard. */
    public static final class RefusedException extends RuntimeException {
        RefusedException(String message) {
            super(message);
        }
    }

    private PersistentClusterView view = PersistentClusterView.EMPTY;
    private Instant now;
    private long revision;
    private int uids;
    private final List<ResourceEvent> unread = new ArrayList<>();
    private Consumer<Resource> witness = deleted -> {};

    public InMemoryCluster(Instant now) {
        this.now = now;
    }

    /** Sees every object that a command is about to delete. */
    public void witnessDeletions(Consumer<Resource> witness) {
        this.witness = witness;
    }

    public ClusterView view() {
        return view;
    }

    public Instant now() {
        return now;
    }

    public void advanceSeconds(long seconds) {
        now = now.plusSeconds(seconds);
    }

    /** The changes since this was last asked. */
    public List<ResourceEvent> takeEvents() {
        List<ResourceEvent> events = List.copyOf(unread);
        unread.clear();
        return events;
    }

    public Resource get(String subject) {
        return view.get(ResourceKey.parse(subject)).orElseThrow();
    }

    public Resource create(String subject, String json) {
        ResourceKey key = ResourceKey.parse(subject);
        execute(new Command.Create(key, (ObjectNode) Json.MAPPER.readTree(json.replace('\'', '"')), List.of()));
        return get(subject);
    }

    public void execute(Command command) {
        command.guards().forEach(this::check);
        Resource stored = view.get(command.key()).orElse(null);
        if (command instanceof Command.Create create) {
            refuseIf(stored != null, "already exists: " + create.key());
            refuseIf(isNamespaceGoing(create.key()), "the namespace is being terminated: " + create.key());
            store(create.key(), born(create), true);
            return;
        }
        refuseIf(stored == null, "not found: " + command.key());
        switch (command) {
            case Command.Create create -> throw new IllegalStateException();
            case Command.Update update -> update(stored, update);
            case Command.Patch patch -> {
                ObjectNode merged = stored.copy();
                merge(merged, patch.patch());
                write(stored, merged, patch.subresource());
            }
            case Command.Delete delete -> delete(stored, delete);
            case Command.Bind bind -> {
                ObjectNode bound = stored.copy();
                bound.withObjectProperty("spec").put("nodeName", bind.nodeName());
                write(stored, bound, null);
            }
        }
    }

    /** The kubelet's last word on a pod, or an administrator's. */
    public void remove(ResourceKey key) {
        Resource stored = view.get(key).orElseThrow();
        emit(ResourceEvent.Type.DELETED, key, stored.copy());
    }

    private boolean isNamespaceGoing(ResourceKey key) {
        return view.get(ResourceKey.clusterScoped("", "namespaces", key.namespace()))
                .map(Resource::isDeleting)
                .orElse(false);
    }

    private void check(Guard guard) {
        boolean holds = switch (guard) {
            case Guard.Epoch epoch -> true;
            case Guard.Exists g ->
                view.get(g.key()).filter(o -> o.uid().equals(g.uid())).isPresent();
            case Guard.Absent g ->
                view.get(g.key()).filter(o -> o.uid().equals(g.uid())).isEmpty();
            case Guard.Unchanged g ->
                view.get(g.key()).filter(o -> o.revision() == g.revision()).isPresent();
            case Guard.Generation g ->
                view.get(g.key()).filter(o -> Guard.Generation.of(o).equals(g)).isPresent();
        };
        refuseIf(!holds, "guard failed: " + guard);
    }

    private ObjectNode born(Command.Create create) {
        ObjectNode object = create.object().deepCopy();
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.put("name", create.key().name());
        if (create.key().isNamespaced()) {
            metadata.put("namespace", create.key().namespace());
        }
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + ++uids);
        }
        metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        metadata.put("generation", 1);
        return object;
    }

    private void update(Resource stored, Command.Update update) {
        refuseIf(
                stored.revision() != update.revision(),
                "conflict: " + update.key() + " is at " + stored.revision() + ", not " + update.revision());
        write(stored, update.object().deepCopy(), update.subresource());
    }

    private void write(Resource stored, ObjectNode changed, String subresource) {
        ObjectNode next = stored.copy();
        if ("status".equals(subresource)) {
            replace(next, changed, "status");
            replace(next.withObjectProperty("metadata"), changed.withObjectProperty("metadata"), "annotations");
        } else if ("scale".equals(subresource)) {
            ObjectNode spec = next.withObjectProperty("spec");
            replace(spec, changed.withObjectProperty("spec"), "replicas");
        } else if ("finalize".equals(subresource)) {
            replace(next, changed, "spec");
        } else {
            Set<String> fields = new TreeSet<>(next.propertyNames());
            fields.addAll(changed.propertyNames());
            fields.remove("status");
            fields.forEach(field -> replace(next, changed, field));
            if (!Objects.equals(next.get("spec"), stored.json().get("spec"))) {
                next.withObjectProperty("metadata").put("generation", stored.generation() + 1);
            }
        }
        store(stored.key(), next, false);
    }

    private void store(ResourceKey key, ObjectNode object, boolean isNew) {
        boolean isDeleting = object.path("metadata").hasNonNull("deletionTimestamp");
        boolean isHeld = !object.path("metadata").path("finalizers").isEmpty()
                || key.plural().equals("namespaces")
                        && !object.path("spec").path("finalizers").isEmpty();
        boolean isGraceful =
                object.path("metadata").path("deletionGracePeriodSeconds").asLong(0) > 0;
        if (isDeleting && !isHeld && !isGraceful) {
            emit(ResourceEvent.Type.DELETED, key, object);
            return;
        }
        emit(isNew ? ResourceEvent.Type.ADDED : ResourceEvent.Type.MODIFIED, key, object);
    }

    private void delete(Resource stored, Command.Delete delete) {
        refuseIf(delete.uid() != null && !delete.uid().equals(stored.uid()), "another uid: " + stored);
        refuseIf(delete.revision() != null && delete.revision() != stored.revision(), "conflict: " + stored);
        witness.accept(stored);
        ObjectNode object = stored.copy();
        ObjectNode metadata = object.withObjectProperty("metadata");
        ArrayNode finalizers = metadata.withArrayProperty("finalizers");
        if (delete.propagation() == Command.Propagation.FOREGROUND && !stored.isDeleting()) {
            finalizers.add("foregroundDeletion");
        }
        if (delete.propagation() == Command.Propagation.ORPHAN && !stored.isDeleting()) {
            finalizers.add("orphan");
        }
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
        }
        metadata.put("deletionTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        boolean isAtNode = stored.key().plural().equals("pods")
                && !stored.json().path("spec").path("nodeName").asString("").isEmpty();
        Long asked = delete.gracePeriodSeconds();
        metadata.put("deletionGracePeriodSeconds", isAtNode ? asked == null ? 30 : asked : 0);
        store(stored.key(), object, false);
    }

    private void emit(ResourceEvent.Type type, ResourceKey key, ObjectNode object) {
        revision++;
        ObjectNode canonical = Json.readObject(Json.write(object));
        Resource resource = Resource.of(key, revision, canonical);
        ResourceEvent event = new ResourceEvent(type, resource, new Provenance("", "", "", now));
        view = view.apply(new ChangeFeed.Advance(revision, List.of(event)));
        unread.add(event);
    }

    private static void replace(ObjectNode target, ObjectNode source, String field) {
        if (source.has(field)) {
            target.set(field, source.get(field).deepCopy());
        } else {
            target.remove(field);
        }
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (entry.getValue().isObject()) {
                merge(target.withObjectProperty(entry.getKey()), entry.getValue());
            } else {
                target.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }

    private static void refuseIf(boolean isWrong, String message) {
        if (isWrong) {
            throw new RefusedException(message);
        }
    }
}
