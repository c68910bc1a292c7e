package dev.gyre.gateway.discovery;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.schemas.Json;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
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

    private final Document version = Document.json(VersionInfo.json());
    private final LongSupplier revision;

    /** @param revision the one that reads are served at, for the metrics */
    public ServerInfoHandler(LongSupplier revision) {
        this.revision = revision;
    }

    /** The answer, or null where the path is none of these. */
    public @Nullable ApiResponse answer(ApiRequest request) {
        return switch (request.path()) {
            case "/version", "/version/" -> version.answer(request);
            case "/metrics" -> HealthHandler.text(200, metrics());
            case "/" -> {
                ObjectNode root = Json.object();
                ArrayNode paths = root.putArray("paths");
                ROOT_PATHS.forEach(paths::add);
                yield new ApiResponse.Full(200, Map.of("content-type", "application/json"), Json.write(root));
            }
            default -> null;
        };
    }

    private String metrics() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return """
                # TYPE gyre_cache_revision gauge
                gyre_cache_revision %d
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{area="heap"} %d
                # TYPE jvm_threads_live_threads gauge
                jvm_threads_live_threads %d
                # TYPE process_start_time_seconds gauge
                process_start_time_seconds %d
                """.formatted(
                        revision.getAsLong(),
                        heap.getUsed(),
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        ManagementFactory.getRuntimeMXBean().getStartTime() / 1000);
    }
}
