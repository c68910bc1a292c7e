package dev.gyre.gateway.admission;

import dev.gyre.gateway.testing.HttpsBackend;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Json;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A real webhook on localhost that remembers what it was asked. */
final class ReviewingBackend implements AutoCloseable {

    private final HttpsBackend backend;
    private final TestAuthority authority;
    private final Map<String, List<ObjectNode>> asked = Collections.synchronizedMap(new LinkedHashMap<>());

    ReviewingBackend(Vertx vertx, Path directory) throws Exception {
        authority = new TestAuthority("webhooks");
        backend = new HttpsBackend(vertx, directory, authority.issue("localhost"));
    }

    HttpsBackend server() {
        return backend;
    }

    /** What was sent to this path as {@code request}. */
    List<ObjectNode> asked(String path) {
        return List.copyOf(asked.getOrDefault(path, List.of()));
    }

    /** Answers reviews on this path; the response holds its uid and is allowed, unless changed. */
    void on(String path, BiConsumer<JsonNode, ObjectNode> decide) {
        backend.answer(path, body -> {
            ObjectNode review = Json.readObject(body);
            ObjectNode request = (ObjectNode) review.get("request");
            asked.computeIfAbsent(path, p -> Collections.synchronizedList(new ArrayList<>()))
                    .add(request);
            ObjectNode answer = Json.object()
                    .put("apiVersion", review.path("apiVersion").asString(""))
                    .put("kind", "AdmissionReview");
            ObjectNode response = answer.putObject("response")
                    .put("uid", request.path("uid").asString(""))
                    .put("allowed", true);
            decide.accept(request, response);
            return Json.write(answer);
        });
    }

    void admits(String path) {
        on(path, (request, response) -> {});
    }

    /** Answers with this JSON patch, in single quotes. */
    void patches(String path, String patch) {
        on(path, (request, response) -> patch(response, patch));
    }

    static void patch(ObjectNode response, String patch) {
        byte[] json = patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        response.put("patchType", "JSONPatch").put("patch", Base64.getEncoder().encodeToString(json));
    }

    /** A webhook at this path, by name, with rules in JSON with single quotes and whatever else it is to say. */
    ObjectNode webhook(String name, String path, String rule, String more) {
        ObjectNode webhook = Json.object().put("name", name).put("sideEffects", "None");
        webhook.putArray("admissionReviewVersions").add("v1");
        webhook.putObject("clientConfig").put("url", backend.url(path)).put("caBundle", authority.caBundle());
        webhook.putArray("rules").add(read(rule));
        webhook.setAll(read(more));
        return webhook;
    }

    static ObjectNode configuration(String kind, String name, ObjectNode... webhooks) {
        ObjectNode configuration = Json.object()
                .put("apiVersion", "admissionregistration.k8s.io/v1")
                .put("kind", kind);
        configuration.putObject("metadata").put("name", name);
        var array = configuration.putArray("webhooks");
        List.of(webhooks).forEach(array::add);
        return configuration;
    }

    static ObjectNode read(String json) {
        return Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        backend.close();
    }
}
