package dev.gyre.events.record;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.SharedTrees;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.ResourceEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads the relay's records. The stamp alone is cheap; the value is parsed only for records that turn out to be valid. */
public final class RecordReader {

    private RecordReader() {}

    /** The stamp of a record; null where it has none, because the relay did not write it. */
    public static @Nullable Stamp stamp(Entry entry) {
        return Headers.stamp(entry.headers());
    }

    /** Whether this only begins a term, and so has no position of its own. */
    public static boolean isTermRecord(Entry entry) {
        return RecordTypes.TERM.equals(entry.headers().get(Headers.TYPE));
    }

    /** What a record of a changes topic does to its object, by its headers alone. */
    public enum Effect {
        ADDED,
        MODIFIED,
        DELETED,
        /** The object as it stood after a gap. */
        FOUND,
        /** Nothing that was known of the partition's objects holds any more; what does follows as {@link #FOUND}. */
        GAP,
        OTHER
    }

    public static Effect effect(Entry entry) {
        String type = entry.headers().getOrDefault(Headers.TYPE, "");
        if (type.equals(RecordTypes.GAP)) {
            return Effect.GAP;
        }
        return switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "added" -> Effect.ADDED;
            case "modified" -> Effect.MODIFIED;
            case "deleted" -> Effect.DELETED;
            case "state" -> Effect.FOUND;
            default -> Effect.OTHER;
        };
    }

    /**
     * A revision after which nothing was published, in any partition, before this change; {@link Long#MAX_VALUE} where the record does
     * not say, as those of older releases do not.
     */
    public static long afterRevision(Entry entry) {
        String after = entry.headers().get(Headers.AFTER_REVISION);
        try {
            return after == null ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** What led to it; empty where that is not known. */
    public static String cause(Entry entry) {
        return entry.headers().getOrDefault(Headers.CAUSE, "");
    }

    /** A record of a changes or kubelet topic; throws {@link UnreadableRecordException} where it is none. */
    public static LogRecord read(Entry entry) {
        Stamp stamp = stamp(entry);
        if (stamp == null) {
            throw new UnreadableRecordException("a record in " + entry.partition() + " has no stamp of a relay");
        }
        return read(stamp, entry);
    }

    /** The same of a record whose stamp has been read already. */
    public static LogRecord read(Stamp stamp, Entry entry) {
        String type = header(entry, Headers.TYPE);
        try {
            return switch (type) {
                case RecordTypes.TERM -> new LogRecord.TermBegan(stamp);
                case RecordTypes.GAP -> gap(stamp, value(entry));
                case RecordTypes.REFERENCE -> reference(stamp, entry);
                default -> type.endsWith(RecordTypes.STATE_SUFFIX) ? state(stamp, entry) : change(stamp, type, entry);
            };
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadableRecordException("a record of type " + type + " in " + entry.partition(), e);
        }
    }

    /** A record of the progress topic; null for those that only begin a term. */
    public static @Nullable Progress progress(Entry entry) {
        if (isTermRecord(entry)) {
            return null;
        }
        if (!RecordTypes.PROGRESS.equals(entry.headers().get(Headers.TYPE))) {
            throw new UnreadableRecordException("a record in " + entry.partition() + " that is no progress");
        }
        try {
            return ProgressJson.read(value(entry));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadableRecordException("a progress record in " + entry.partition(), e);
        }
    }

    private static LogRecord.Change change(Stamp stamp, String type, Entry entry) {
        ResourceKey key = ResourceKey.parse(header(entry, Headers.SUBJECT));
        Resource resource = Resource.of(key, stamp.position().revision(), SharedTrees.of(value(entry)));
        return new LogRecord.Change(
                stamp, new ResourceEvent(RecordTypes.eventType(type), resource, provenance(stamp, entry)));
    }

    private static LogRecord.State state(Stamp stamp, Entry entry) {
        ResourceKey key = ResourceKey.parse(header(entry, Headers.SUBJECT));
        long revision = Long.parseLong(header(entry, Headers.OBJECT_REVISION));
        return new LogRecord.State(
                stamp, Resource.of(key, revision, SharedTrees.of(value(entry))), provenance(stamp, entry));
    }

    private static LogRecord.Gap gap(Stamp stamp, ObjectNode value) {
        return new LogRecord.Gap(
                stamp,
                value.path("fromRevision").asLong(),
                value.path("toRevision").asLong());
    }

    private static LogRecord.Reference reference(Stamp stamp, Entry entry) {
        ObjectNode value = value(entry);
        return new LogRecord.Reference(
                stamp,
                new PodReference(
                        value.path("nodeName").asString(),
                        ResourceKey.parse(value.path("pod").asString()),
                        value.path("uid").asString(),
                        value.path("revision").asLong(),
                        entry.headers().getOrDefault(Headers.CAUSE, ""),
                        entry.headers().getOrDefault(Headers.TRACEPARENT, ""),
                        value.path("isGone").asBoolean()));
    }

    private static Provenance provenance(Stamp stamp, Entry entry) {
        return new Provenance(
                entry.headers().getOrDefault(Headers.ACTOR, ""),
                entry.headers().getOrDefault(Headers.CAUSE, ""),
                entry.headers().getOrDefault(Headers.TRACEPARENT, ""),
                stamp.time());
    }

    private static ObjectNode value(Entry entry) {
        byte[] value = entry.value();
        if (value == null) {
            throw new UnreadableRecordException("a record in " + entry.partition() + " has no value");
        }
        return Json.readObject(value);
    }

    private static String header(Entry entry, String name) {
        String value = entry.headers().get(name);
        if (value == null) {
            throw new UnreadableRecordException("a record in " + entry.partition() + " lacks the header " + name);
        }
        return value;
    }
}
