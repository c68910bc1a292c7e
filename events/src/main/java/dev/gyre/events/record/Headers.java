package dev.gyre.events.record;

import dev.gyre.schemas.record.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CloudEvents attributes as Kafka headers, by their names in binary mode. Nothing but text, and nothing that is empty. */
final class Headers {

    static final String TYPE = "ce_type";
    static final String SUBJECT = "ce_subject";
    static final String TIME = "ce_time";
    static final String CAUSE = "ce_cause";
    static final String ACTOR = "ce_actor";
    static final String TRACEPARENT = "ce_traceparent";
    static final String GENERATION = "ce_generation";
    static final String SPEC_VERSION = "ce_specversion";

    /** The version of CloudEvents that is written and read. */
    static final String CLOUD_EVENTS = "1.0";

    static final String TERM = "ce_term";
    static final String REVISION = "ce_revision";
    static final String INDEX = "ce_index";
    static final String PREVIOUS_REVISION = "ce_previousrevision";
    static final String PREVIOUS_INDEX = "ce_previousindex";
    static final String AFTER_REVISION = "ce_afterrevision";
    static final String OBJECT_REVISION = "ce_objectrevision";
    static final String PARTITION = "ce_partition";
    static final String CREATE_REVISION = "ce_createrevision";
    static final String CHECKPOINT = "ce_checkpoint";
    static final String PREVIOUS_CHECKPOINT = "ce_previouscheckpoint";

    private final Map<String, String> headers = new LinkedHashMap<>();

    private Headers() {}

    static Headers of(String id, String type, String source, Instant time) {
        return new Headers()
                .with(SPEC_VERSION, CLOUD_EVENTS)
                .with("ce_id", id)
                .with(TYPE, type)
                .with("ce_source", source)
                .with(TIME, time.toString())
                .with("content-type", "application/json");
    }

    Headers with(String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
        return this;
    }

    Headers with(Stamp stamp) {
        with(GENERATION, Long.toString(stamp.generation())).with(TERM, Long.toString(stamp.term()));
        position(REVISION, INDEX, stamp.position());
        position(PREVIOUS_REVISION, PREVIOUS_INDEX, stamp.previous());
        return this;
    }

    Map<String, String> map() {
        return Map.copyOf(headers);
    }

    private void position(String revision, String index, Position position) {
        with(revision, Long.toString(position.revision()));
        with(index, position.index() == 0 ? "" : Integer.toString(position.index()));
    }

    /** The stamp of a record; null where it has none, because the relay did not write it. */
    static @Nullable Stamp stamp(Map<String, String> headers) {
        String generation = headers.get(GENERATION);
        String term = headers.get(TERM);
        String time = headers.get(TIME);
        if (generation == null || term == null || time == null) {
            return null;
        }
        try {
            return new Stamp(
                    Long.parseLong(generation),
                    Long.parseLong(term),
                    position(headers, REVISION, INDEX),
                    position(headers, PREVIOUS_REVISION, PREVIOUS_INDEX),
                    Instant.parse(time));
        } catch (NumberFormatException | DateTimeParseException e) {
            return null;
        }
    }

    private static Position position(Map<String, String> headers, String revision, String index) {
        return new Position(
                Long.parseLong(headers.getOrDefault(revision, "0")),
                Integer.parseInt(headers.getOrDefault(index, "0")));
    }
}
