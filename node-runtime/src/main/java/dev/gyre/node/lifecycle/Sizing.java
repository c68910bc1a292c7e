package dev.gyre.node.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one attempt of a container has been given of CPU and memory.
 *
 * @param given the requests and limits that the runtime has applied; null where nobody knows, which counts as what is wanted
 * @param asked those that the runtime is applying; null for none
 * @param failure why it could not the last time; empty where it could
 * @param retryAt not before then is it asked again
 */
record Sizing(@Nullable JsonNode given, @Nullable JsonNode asked, String failure, Instant retryAt) {

    static final Sizing UNKNOWN = new Sizing(null, null, "", Instant.EPOCH);

    static Sizing given(JsonNode resources) {
        return new Sizing(resources, null, "", Instant.EPOCH);
    }

    Sizing asking(JsonNode resources) {
        return new Sizing(given, resources, failure, retryAt);
    }

    Sizing failed(String why, Instant retryAt) {
        return new Sizing(given, null, why, retryAt);
    }

    /** Whether the runtime has yet to do what was asked of it. */
    boolean isUnderWay() {
        return asked != null || !failure.isEmpty();
    }
}
