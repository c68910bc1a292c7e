package dev.gyre.schemas.record;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One line of a log file after the first: a record as it stands on the log; a value of null is a record without one. */
public record LogFileRecord(
        String topic,
        int partition,
        String key,
        Map<String, String> headers,
        @Nullable ObjectNode value) {}
