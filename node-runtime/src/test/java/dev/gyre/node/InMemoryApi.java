package dev.gyre.node;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.record.PodReference;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of the API that kubelets use, and the feed of references that follows from its changes, in memory. */
public final class InMemoryApi implements ApiClient, PodFeed {
    private final Map<ResourceKey, ObjectNode> objects = new TreeMap<>();
    private final List<Consumer<PodReference>> followers = new CopyOnWriteArrayList<>();
    private long revision = 100;
    private int tokens;
    InstantSource clock = InstantSource.system();
    boolean refusesTokens;

    /** What is written is committed, and nobody hears of it. */
    boolean losesAnswers;

    /** What a user does: the pod as its manifest has it, already bound to a node. */
    public synchronized Resource createPod(String node, String manifest) {
        ObjectNode pod = Json.readObject(manifest.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ((ObjectNode) pod.path("spec")).put("nodeName", node);
        ResourceKey key =
                PodKind.PODS.key("default", pod.path("metadata").path("name").asString());
        return committed(create(key, pod));
    }

    private Resource committed(Outcome outcome) {
        Outcome.Committed committed = (Outcome.Committed) outcome;
        ResourceKey key = PodKind.PODS.key(
                "default", committed.object().path("metadata").path("name").asString());
        return Resource.of(key, committed.revision(), committed.object());
    }

    public synchronized void put(ResourceKey key, ObjectNode object) {
        objects.remove(key);
        create(key, object);
    }

    /** What {@code kubectl delete pod} does. */
    public synchronized void deletePod(Resource pod, long graceSeconds) {
        ObjectNode object = objects.get(pod.key());
        if (object != null) {
            ObjectNode metadata = (ObjectNode) object.path("metadata");
            metadata.put(
                    "deletionTimestamp", Instant.now().plusSeconds(graceSeconds).toString());
            metadata.put("deletionGracePeriodSeconds", graceSeconds);
            store(pod.key(), object);
        }
    }

    /** What {@code kubectl delete pod --force} does. */
    public synchronized void removePod(Resource pod) {
        remove(pod.key());
    }

    public synchronized void setImage(Resource pod, String image) {
        ObjectNode object = objects.get(pod.key());
        ((ObjectNode) object.path("spec").path("containers").get(0)).put("image", image);
        store(pod.key(), object);
    }

    /** What somebody other than the kubelet does to a pod. */
    public synchronized void setAnnotation(Resource pod, String name, String value) {
        ObjectNode object = objects.get(pod.key()).deepCopy();
        object.withObjectProperty("metadata").withObjectProperty("annotations").put(name, value);
        store(pod.key(), object);
    }

    /** What {@code kubectl debug} does. */
    public synchronized void addEphemeralContainer(Resource pod, String container) {
        ObjectNode object = objects.get(pod.key()).deepCopy();
        object.withObjectProperty("spec")
                .withArrayProperty("ephemeralContainers")
                .add(Json.readObject(container.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        store(pod.key(), object);
    }

    public synchronized Optional<Resource> find(ResourceKey key) {
        ObjectNode object = objects.get(key);
        return object == null ? Optional.empty() : Optional.of(Resource.of(key, revisionOf(object), object.deepCopy()));
    }

    /** The status of a pod; missing where the pod is gone. */
    public JsonNode status(Resource pod) {
        return find(pod.key())
                .map(found -> found.json().path("status"))
                .orElseGet(() -> Json.object().path("gone"));
    }

    public synchronized List<Resource> all(String plural) {
        List<Resource> found = new ArrayList<>();
        for (ResourceKey key : objects.keySet()) {
            if (key.plural().equals(plural)) {
                find(key).ifPresent(found::add);
            }
        }
        return found;
    }

    @Override
    public synchronized CompletionStage<Outcome> execute(Command command, String cause) {
        ResourceKey key = command.key();
        ObjectNode current = objects.get(key);
        Outcome outcome = switch (command) {
            case Command.Create create ->
                current == null ? create(key, create.object()) : refused(409, "AlreadyExists", key);
            case Command.Patch patch -> {
                if (current == null) {
                    yield refused(404, "NotFound", key);
                }
                String uid = patch.patch().path("metadata").path("uid").asString("");
                String seen =
                        patch.patch().path("metadata").path("resourceVersion").asString("");
                long now = revisionOf(current);
                boolean isOther = !uid.isEmpty() && !uid.equals(uidOf(current));
                if (isOther || (!seen.isEmpty() && !seen.equals(Long.toString(now)))) {
                    yield new Outcome.Refused(new Status(409, "Conflict", key.toString(), null), now);
                }
                ObjectNode changed = current.deepCopy();
                merge(changed, patch.patch());
                yield changed.equals(current) ? new Outcome.Committed(now, current.deepCopy()) : store(key, changed);
            }
            case Command.Delete delete -> {
                if (current == null || !uidOf(current).equals(delete.uid())) {
                    yield refused(404, "NotFound", key);
                }
                remove(key);
                yield new Outcome.Committed(revision, current);
            }
            case Command.Update update -> {
                if (current == null) {
                    yield refused(404, "NotFound", key);
                }
                long now = revisionOf(current);
                yield now == update.revision()
                        ? store(key, update.object().deepCopy())
                        : new Outcome.Refused(new Status(409, "Conflict", key.toString(), null), now);
            }
            case Command.Bind b -> refused(405, "MethodNotAllowed", key);
        };
        return losesAnswers
                ? CompletableFuture.completedFuture(new Outcome.Unknown("no answer came"))
                : CompletableFuture.completedFuture(outcome);
    }

    private static long revisionOf(ObjectNode object) {
        return Long.parseLong(object.path("metadata").path("resourceVersion").asString("0"));
    }

    private static String uidOf(ObjectNode object) {
        return object.path("metadata").path("uid").asString("");
    }

    private static Outcome refused(int code, String reason, ResourceKey key) {
        return new Outcome.Refused(new Status(code, reason, key.toString(), null), 0);
    }

    private Outcome create(ResourceKey key, ObjectNode object) {
        ObjectNode stored = object.deepCopy();
        ObjectNode metadata = (ObjectNode) stored.path("metadata");
        metadata.put("namespace", key.namespace());
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + key.name() + "-" + (revision + 1));
        }
        return store(key, stored);
    }

    private Outcome store(ResourceKey key, ObjectNode object) {
        revision++;
        ((ObjectNode) object.path("metadata")).put("resourceVersion", Long.toString(revision));
        objects.put(key, object);
        refer(key, object, false);
        return new Outcome.Committed(revision, object.deepCopy());
    }

    private void remove(ResourceKey key) {
        ObjectNode gone = objects.remove(key);
        if (gone != null) {
            revision++;
            refer(key, gone, true);
        }
    }

    private void refer(ResourceKey key, ObjectNode object, boolean isGone) {
        String node = object.path("spec").path("nodeName").asString("");
        if (key.plural().equals("pods") && !node.isEmpty()) {
            PodReference reference =
                    new PodReference(node, key, uidOf(object), revision, "event-" + revision, "", isGone);
            followers.forEach(follower -> follower.accept(reference));
        }
    }

    /** As strategic merge does it for what kubelets send: conditions by type, other lists as a whole. */
    private static void merge(ObjectNode target, JsonNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (field.getKey().equals("conditions")) {
                mergeByType(target.withArray("conditions"), value);
            } else if (value.isObject() && target.path(field.getKey()) instanceof ObjectNode inner) {
                merge(inner, value);
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        }
    }

    private static void mergeByType(ArrayNode target, JsonNode patch) {
        for (JsonNode condition : patch) {
            ObjectNode merged = null;
            for (JsonNode existing : target) {
                if (existing.path("type").equals(condition.path("type"))) {
                    merged = (ObjectNode) existing;
                }
            }
            merge(merged == null ? target.addObject() : merged, condition);
        }
    }

    @Override
    public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
        return losesAnswers
                ? CompletableFuture.failedFuture(new IllegalStateException("no answer came"))
                : CompletableFuture.completedFuture(find(key));
    }

    @Override
    public synchronized CompletionStage<ResourceList> list(
            ResourceKind kind, String namespace, @Nullable String labelSelector, @Nullable String fieldSelector) {
        String node = fieldSelector == null ? "" : fieldSelector.substring(fieldSelector.indexOf('=') + 1);
        List<Resource> found = all(kind.plural()).stream()
                .filter(r -> r.json().path("spec").path("nodeName").asString("").equals(node))
                .toList();
        return CompletableFuture.completedFuture(new ResourceList(revision, found));
    }

    @Override
    public synchronized CompletionStage<Long> currentRevision() {
        return CompletableFuture.completedFuture(revision);
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        throw new UnsupportedOperationException("kubelets own no partition");
    }

    /** A token says of whom it is, and which one it is of all that were asked for. */
    @Override
    public synchronized CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
        if (refusesTokens) {
            return CompletableFuture.failedFuture(
                    new ApiException(new Status(403, "Forbidden", "no token for " + account, null)));
        }
        String value = "token-" + ++tokens + "-of-" + account.name() + "-for-" + request.audience();
        return CompletableFuture.completedFuture(
                new Token(value, clock.instant().plusSeconds(request.expirationSeconds())));
    }

    @Override
    public CompletionStage<ResourceList> snapshot() {
        throw new UnsupportedOperationException("kubelets take no snapshot");
    }

    @Override
    public CompletionStage<AutoCloseable> follow(Consumer<PodReference> listener, Consumer<Throwable> broken) {
        followers.add(listener);
        return CompletableFuture.completedFuture(() -> followers.remove(listener));
    }
}
