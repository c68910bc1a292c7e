package dev.gyre.events;

import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;

/**
 * How large a record may be. The store must never take what the log could not carry, so the gateway asks {@link #fits}
 * before it commits. The bound is etcd's own for a request; the topics take a little more, for what Kafka adds.
 */
public final class LogLimits {

    /** Key, headers and value of one record together. */
    public static final int MAX_RECORD_BYTES = 1536 * 1024;

    /** What a topic accepts and a producer sends as one request. */
    public static final int MAX_BATCH_BYTES = 2 * 1024 * 1024;

    /** More than the headers whose length does not depend on the object can take. */
    private static final int FIXED_HEADER_BYTES = 1024;

    private LogLimits() {}

    /** Whether the record of a change would fit, given the size of the object's canonical JSON. */
    public static boolean fits(ResourceKey key, int jsonBytes, Provenance provenance) {
        return recordBytes(key, jsonBytes, provenance) <= MAX_RECORD_BYTES;
    }

    /** The size of a change's record, never estimated too low. */
    public static long recordBytes(ResourceKey key, int jsonBytes, Provenance provenance) {
        long text = 3L * key.toString().length()
                + key.plural().length()
                + provenance.actor().length()
                + provenance.cause().length()
                + provenance.traceparent().length();
        return FIXED_HEADER_BYTES + 4 * text + jsonBytes;
    }
}
