package dev.gyre.actors.golden;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Refusal;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.LiveKinds;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Heartbeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A scenario as its file tells it. Objects without a namespace are in {@code default}, those without a uid have {@code
 * uid-<name>}, and those without a {@code resourceVersion} were last changed at revision 10. {@code refusals} are what the API
 * refused in the round before, {@code measurements} what was answered, by question.
 */
record Scenario(
        Path file,
        String text,
        String reconciler,
        ResourceKey key,
        Instant now,
        ClusterView view,
        List<Refusal> refusals,
        String decided) {

    private static final String SEPARATOR = "\n---\n";

    static Scenario read(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf(SEPARATOR);
        String givenText = end < 0 ? text.stripTrailing() : text.substring(0, end);
        String decided = end < 0 ? "" : text.substring(end + SEPARATOR.length());
        JsonNode given = Json.MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(givenText));

        List<Resource> objects = new ArrayList<>();
        LiveKinds kinds = new LiveKinds(KubernetesKinds.registry());
        given.path("cluster").forEach(object -> objects.add(resource((ObjectNode) object, kinds)));
        List<Heartbeat> heartbeats = new ArrayList<>();
        given.path("heartbeats")
                .properties()
                .forEach(beat -> heartbeats.add(new Heartbeat(
                        beat.getKey(), Instant.parse(beat.getValue().asString()))));
        Map<String, String> measurements = new LinkedHashMap<>();
        given.path("measurements")
                .properties()
                .forEach(answer ->
                        measurements.put(answer.getKey(), answer.getValue().toString()));
        ClusterView view = PersistentClusterView.of(
                        given.path("revision").asLong(100), objects.toArray(Resource[]::new))
                .withHeartbeats(heartbeats)
                .measuring(measurements);
        return new Scenario(
                file,
                givenText,
                given.path("reconciler").asString(),
                ResourceKey.parse(given.path("key").asString()),
                Instant.parse(given.path("now").asString()),
                view,
                refusals(given.path("refusals")),
                decided);
    }

    private static List<Refusal> refusals(JsonNode given) {
        List<Refusal> refusals = new ArrayList<>();
        given.forEach(refusal -> refusals.add(new Refusal(
                refusal.path("verb").asString(),
                ResourceKey.parse(refusal.path("key").asString()),
                Status.fromJson((ObjectNode) refusal.path("status")))));
        return refusals;
    }

    void update(String decision) throws IOException {
        Files.writeString(file, text + SEPARATOR + decision);
    }

    /** Kinds that users define are known from their definitions, which stand before their objects. */
    private static Resource resource(ObjectNode object, LiveKinds kinds) {
        String kindName = object.path("kind").asString();
        if (kindName.equals("CustomResourceDefinition")) {
            kinds.learn(CustomKinds.kind(object));
        }
        ResourceKind kind = kinds.ofObject(object.path("apiVersion").asString(), kindName);
        if (kind == null) {
            throw new IllegalArgumentException("no such kind: " + kindName);
        }
        ObjectNode metadata = object.withObjectProperty("metadata");
        String name = metadata.path("name").asString();
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + name);
        }
        if (kind.isNamespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        ResourceKey key = kind.key(metadata.path("namespace").asString(""), name);
        long revision = metadata.path("resourceVersion").asLong(10);
        metadata.remove("resourceVersion");
        return Resource.of(key, revision, Json.readObject(Json.write(object)));
    }
}
