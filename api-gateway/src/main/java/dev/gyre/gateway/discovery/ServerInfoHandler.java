package dev.gyre.gateway.discovery;

import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The small answers: {@code /}, {@code /version} and {@code /metrics}. */
public final class ServerInfoHandler {

    private static final List<String> ROOT_PATHS = List.of(
            "/api",
            "/api/v1",
            "/apis",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/readyz",
            "/version");

    private final Document version = Document.json(VersionInfo.json(BuiltCommit.read()));
    /** The answer, or null where the path is none of these. */
    public @Nullable ApiResponse answer(ApiRequest request) {
        return switch (request.path()) {
            case "/version", "/version/" -> version.answer(request);
            case "/metrics" -> metrics();
            case "/" -> {
                ObjectNode root = Json.object();
                ArrayNode paths = root.putArray("paths");
                ROOT_PATHS.forEach(paths::add);
                yield new ApiResponse.Full(200, Map.of("content-type", "application/json"), Json.write(root));
            }
            default -> null;
        };
    }

    private static ApiResponse metrics() {
        return new ApiResponse.Full(
                200,
                Map.of("content-type", Telemetry.CONTENT_TYPE, "x-content-type-options", "nosniff"),
                Telemetry.page().getBytes(StandardCharsets.UTF_8));
    }
}
