package dev.gyre.gateway.conversion;

import dev.gyre.gateway.testing.HttpsBackend;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Json;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real conversion webhook on localhost, between {@code v1} with a {@code hostPort} and {@code v2} with a {@code host} and a
 * {@code port}. It remembers what it was asked, and a test may spoil what it answers.
 */
final class ConvertingBackend implements AutoCloseable {

    private final HttpsBackend backend;
    private final TestAuthority authority = new TestAuthority("conversions");
    private final List<ObjectNode> asked = new CopyOnWriteArrayList<>();
    private volatile Consumer<ObjectNode> spoil = review -> {};

    ConvertingBackend(Vertx vertx, Path directory, String name) throws Exception {
        backend = new HttpsBackend(vertx, directory, authority.issueFor(name));
        backend.answer("/convert", this::answer);
    }

    HttpsBackend server() {
        return backend;
    }

    String caBundle() {
        return authority.caBundle();
    }

    /** The requests of all reviews so far. */
    List<ObjectNode> asked() {
        return asked;
    }

    /** What happens to the answers from now on. */
    void spoil(Consumer<ObjectNode> change) {
        spoil = change;
    }

    private byte[] answer(byte[] body) {
        ObjectNode review = Json.readObject(body);
        ObjectNode request = (ObjectNode) review.get("request");
        asked.add(request);
        ObjectNode answer = Json.object()
                .put("apiVersion", review.path("apiVersion").asString(""))
                .put("kind", "ConversionReview");
        ObjectNode response =
                answer.putObject("response").put("uid", request.path("uid").asString(""));
        response.putObject("result").put("status", "Success");
        var objects = response.putArray("convertedObjects");
        for (JsonNode object : request.path("objects")) {
            objects.add(convert(
                    ((ObjectNode) object).deepCopy(),
                    request.path("desiredAPIVersion").asString("")));
        }
        spoil.accept(answer);
        return Json.write(answer);
    }

    private static ObjectNode convert(ObjectNode object, String apiVersion) {
        object.put("apiVersion", apiVersion);
        if (object.get("spec") instanceof ObjectNode spec) {
            if (apiVersion.endsWith("/v2") && spec.has("hostPort")) {
                String[] parts = spec.remove("hostPort").asString("").split(":", 2);
                spec.put("host", parts[0]).put("port", parts[1]);
            } else if (apiVersion.endsWith("/v1") && spec.has("host")) {
                spec.put(
                        "hostPort",
                        spec.remove("host").asString("") + ":"
                                + spec.remove("port").asString(""));
            }
            spec.put("unknown", "goes");
        }
        return object;
    }

    @Override
    public void close() {
        backend.close();
    }
}
