package dev.gyre.actors.horizontalpodautoscaler;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How many records a group of consumers on the cluster's own log is behind: an external metric that needs no adapter. Its
 * selector names the {@code group}, and, for the lag on one topic alone, the {@code topic}, by {@code matchLabels}.
 */
public final class ConsumerLagQuestion {

    /** The name of the metric. */
    public static final String METRIC = "kafka-consumer-lag.gyre.dev";

    private static final String SCHEME = "consumer-lag:";

    private ConsumerLagQuestion() {}

    /** A group, and one of its topics. */
    public record Asked(String group, @Nullable String topic) {}

    static @Nullable String of(JsonNode source) {
        JsonNode labels = source.path("metric").path("selector").path("matchLabels");
        String group = labels.path("group").asString("");
        String topic = labels.path("topic").asString("");
        if (group.isEmpty()) {
            return null;
        }
        return SCHEME + encoded(group) + (topic.isEmpty() ? "" : "/" + encoded(topic));
    }

    /** Null for a question about something else. */
    public static @Nullable Asked read(String question) {
        if (!question.startsWith(SCHEME)) {
            return null;
        }
        String[] parts = question.substring(SCHEME.length()).split("/", -1);
        return new Asked(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : null);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
