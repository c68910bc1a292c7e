package dev.gyre.gateway.resources;

import dev.gyre.gateway.apply.ConflictException;
import dev.gyre.gateway.apply.FieldRecord;
import dev.gyre.gateway.resources.Decoding.Decoded;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What server-side apply is sent: a document that names the fields its sender cares for, and no others. */
final class Configuration {

    private final ResourceCall call;
    private final WriteOptions options;
    private final FieldRecord record;
    private final ObjectNode config;

    private Configuration(ResourceCall call, WriteOptions options, ObjectNode config) {
        this.call = call;
        this.options = options;
        this.record = Recording.of(call, options);
        this.config = config;
    }

    static Configuration of(ResourceCall call, WriteOptions options, Limits limits) {
        ObjectNode config = Bodies.configuration(call.request(), limits);
        require(call, config, call.version().apiVersion(), call.kind().kind());
        Configuration configuration = new Configuration(call, options, config);
        String faults = configuration.record.faults(config);
        if (!faults.isEmpty()) {
            throw Refusal.badRequest("failed to create typed patch object (%s/%s; %s/%s, Kind=%s): %s"
                    .formatted(
                            call.namespace(),
                            call.key().name(),
                            call.version().group(),
                            call.version().name(),
                            call.kind().kind(),
                            faults));
        }
        return configuration;
    }

    /** What every configuration must say and must not. */
    static void require(ResourceCall call, ObjectNode config, String apiVersion, String kind) {
        String sentVersion = config.path("apiVersion").asString("");
        String sentKind = config.path("kind").asString("");
        if (sentKind.isEmpty()) {
            throw Refusal.badRequest("Object 'Kind' is missing in '" + config + "'");
        }
        if (!sentVersion.equals(apiVersion)) {
            throw Refusal.badRequest(
                    "Incorrect version specified in apply patch. Specified patch version: %s, expected: %s"
                            .formatted(sentVersion, apiVersion));
        }
        if (!sentKind.equals(kind)) {
            throw Refusal.badRequest("%s in version \"%s\" cannot be handled as a %s: the request is about %s"
                    .formatted(
                            sentKind,
                            call.version().name(),
                            call.kind().kind(),
                            call.kind().plural()));
        }
        if (config.path("metadata").hasNonNull("managedFields")) {
            throw Refusal.badRequest("metadata.managedFields must be nil");
        }
    }

    /** The object with this configuration laid over it, as it would have been sent whole; null for no object. */
    Decoded over(@Nullable ObjectNode stored) {
        return over(record, stored, config, call, options);
    }

    static Decoded over(
            FieldRecord record,
            @Nullable ObjectNode stored,
            ObjectNode config,
            ResourceCall call,
            WriteOptions options) {
        ObjectNode applied;
        try {
            applied = record.apply(stored, config, options.isForced()).deepCopy();
        } catch (ConflictException e) {
            throw Refusal.applyConflict(e);
        }
        Bodies.requireShallow(applied);
        return Decoding.toStorage(call, applied, options);
    }
}
