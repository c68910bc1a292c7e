package dev.gyre.gateway.intents;

import dev.gyre.events.record.IntentRecord;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Command.Propagation;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an intent means, by its type: {@code dev.gyre.intent.apply} with the object as its data; {@code .delete}, {@code
 * .patch} and {@code .scale} with the object's {@code apiVersion}, {@code kind} and {@code metadata}, and what is to be done
 * beside them. Objects without a namespace are in the account's.
 */
final class IntentCommands {

    static final String PREFIX = "dev.gyre.intent.";

    private static final Map<String, PatchType> PATCH_TYPES =
            Map.of("json", PatchType.JSON, "merge", PatchType.MERGE, "strategic", PatchType.STRATEGIC);

    private final ResourceKinds kinds;
    private final String namespace;

    IntentCommands(ResourceKinds kinds, String namespace) {
        this.kinds = kinds;
        this.namespace = namespace;
    }

    /** Throws {@link PoisonException} where the record is no intent. */
    Command read(IntentRecord record) {
        ObjectNode data = record.data();
        if (data == null) {
            throw new PoisonException(record.trouble() == null ? "no data" : record.trouble());
        }
        ResourceKey key = key(data);
        return switch (record.type()) {
            case PREFIX + "apply" -> apply(key, data);
            case PREFIX + "delete" -> delete(key, data);
            case PREFIX + "patch" -> patch(key, data);
            case PREFIX + "scale" -> scale(key, data);
            default ->
                throw new PoisonException(
                        "ce_type must be " + PREFIX + "apply, .delete, .patch or .scale, not " + record.type());
        };
    }

    private ResourceKey key(ObjectNode data) {
        String apiVersion = text(data, "apiVersion");
        ResourceKind kind = kinds.ofObject(apiVersion, text(data, "kind"));
        if (kind == null) {
            throw new PoisonException("no kind \"" + text(data, "kind") + "\" in \"" + apiVersion + "\"");
        }
        if (kind.isSealed()) {
            throw new PoisonException("what a " + kind.kind() + " holds must not stand on a topic");
        }
        if (!kind.isPublished()) {
            throw new PoisonException(
                    kind.plural() + " are not on the log, so nobody could tell what was done already");
        }
        if (!kind.storageVersion().apiVersion().equals(apiVersion)) {
            throw new PoisonException("apiVersion must be "
                    + kind.storageVersion().apiVersion() + " for " + kind.kind() + ", not " + apiVersion);
        }
        String name = text(data.path("metadata"), "name");
        if (name.isEmpty()) {
            throw new PoisonException("metadata.name is needed");
        }
        String given = text(data.path("metadata"), "namespace");
        requireSegment("name", name);
        requireSegment("namespace", given);
        return kind.key(kind.isNamespaced() ? (given.isEmpty() ? namespace : given) : "", name);
    }

    /** What names an object is one part of a path; more than that would name a part of another, such as its status. */
    private static void requireSegment(String field, String value) {
        String fault = NameFormat.PATH_SEGMENT.fault(value);
        if (fault != null) {
            throw new PoisonException("metadata." + field + " \"" + value + "\" " + fault);
        }
    }

    private static Command apply(ResourceKey key, ObjectNode data) {
        return new Command.Patch(key, null, PatchType.APPLY, data, List.of());
    }

    private static Command delete(ResourceKey key, ObjectNode data) {
        String uid = text(data.path("metadata"), "uid");
        return new Command.Delete(key, uid.isEmpty() ? null : uid, null, propagation(data), null, List.of());
    }

    private static @Nullable Propagation propagation(ObjectNode data) {
        String word = text(data, "propagationPolicy");
        if (word.isEmpty()) {
            return Propagation.BACKGROUND;
        }
        for (Propagation propagation : Propagation.values()) {
            if (propagation.word().equals(word)) {
                return propagation;
            }
        }
        throw new PoisonException("propagationPolicy must be Orphan, Background or Foreground, not " + word);
    }

    private static Command patch(ResourceKey key, ObjectNode data) {
        String word = data.has("patchType") ? text(data, "patchType") : "merge";
        PatchType type = PATCH_TYPES.get(word);
        JsonNode patch = data.path("patch");
        if (type == null || !(patch.isObject() || patch.isArray())) {
            throw new PoisonException("patchType must be json, merge or strategic, and patch hold one");
        }
        return new Command.Patch(key, null, type, patch, List.of());
    }

    private static Command scale(ResourceKey key, ObjectNode data) {
        if (!data.path("replicas").isInt() || data.path("replicas").asInt() < 0) {
            throw new PoisonException("replicas must be a number from 0 on");
        }
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", data.path("replicas").asInt());
        return new Command.Patch(key, "scale", PatchType.MERGE, patch, List.of());
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
