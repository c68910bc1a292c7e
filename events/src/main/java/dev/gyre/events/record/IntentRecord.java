package dev.gyre.events.record;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.telemetry.Traceparent;
import dev.gyre.schemas.Json;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record that somebody put on a topic of intents, as far as it can be read: the CloudEvent's attributes, which may be
 * empty, and its data. {@code trouble} says why it is no CloudEvent with a JSON object in it; null where it is one.
 */
public record IntentRecord(
        String source,
        String id,
        String type,
        String traceparent,
        @Nullable ObjectNode data,
        @Nullable String trouble) {

    static final String SOURCE = "ce_source";
    static final String ID = "ce_id";

    /** Longer names are somebody's mistake, and would make results too large. */
    private static final int MAX_NAME = 512;

    /** Never fails: what is wrong is what the record says. */
    public static IntentRecord read(Entry entry) {
        String source = header(entry, SOURCE);
        String id = header(entry, ID);
        String type = header(entry, Headers.TYPE);
        String trace = Traceparent.valid(entry.headers().get(Headers.TRACEPARENT));
        Function<String, IntentRecord> poison = why -> new IntentRecord(source, id, type, trace, null, why);
        if (source.isEmpty() || id.isEmpty() || type.isEmpty()) {
            return poison.apply(
                    "the headers ce_source, ce_id and ce_type are needed, at most " + MAX_NAME + " characters each");
        }
        String version = entry.headers().getOrDefault(Headers.SPEC_VERSION, Headers.CLOUD_EVENTS);
        if (!version.equals(Headers.CLOUD_EVENTS)) {
            return poison.apply("ce_specversion must be " + Headers.CLOUD_EVENTS + ", not " + shown(version));
        }
        byte[] value = entry.value();
        if (value == null) {
            return poison.apply("the record has no value");
        }
        try {
            return new IntentRecord(source, id, type, trace, Json.readObject(value), null);
        } catch (JacksonException e) {
            return poison.apply("the value is no JSON object: " + e.getOriginalMessage());
        }
    }

    private static String shown(String value) {
        return value.length() > MAX_NAME ? value.substring(0, MAX_NAME) + "..." : value;
    }

    private static String header(Entry entry, String name) {
        String value = entry.headers().getOrDefault(name, "");
        return value.length() > MAX_NAME ? "" : value;
    }
}
