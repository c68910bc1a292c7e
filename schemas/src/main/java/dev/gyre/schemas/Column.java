package dev.gyre.schemas;

import java.time.Instant;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A column of {@code kubectl get}.
 *
 * @param type of OpenAPI: {@code string}, {@code integer}, {@code date}
 * @param format {@code name} for the name, else empty
 * @param priority 0 is always shown, 1 only with {@code -o wide}
 * @param cell what stands there, from the object in its storage version and the time of the request
 */
public record Column(
        String name,
        String type,
        String format,
        String description,
        int priority,
        BiFunction<ObjectNode, Instant, JsonNode> cell) {}
