package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.protobuf.ProtobufAnswer;
import dev.gyre.gateway.table.Representation;
import dev.gyre.gateway.table.Representation.Encoding;
import dev.gyre.gateway.table.TableBuilder;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what the verbs found into the form that the client accepts. Objects as they are, which is nearly all of it, are put
 * together from shared encodings; other forms are made as trees.
 */
final class Answers {

    private final InstantSource clock;
    private final Documents json = new JsonDocuments();
    private final Documents protobuf = new ProtobufDocuments();

    Answers(InstantSource clock) {
        this.clock = clock;
    }

    ApiResponse object(ResourceCall call, Versioned object) {
        return new ApiResponse.Full(200, headers(call, encoding(call), 0, List.of()), body(call, object));
    }

    /** The answer to a write; {@code revision} is 0 where nothing was written. */
    ApiResponse written(ResourceCall call, int code, Versioned object, long revision, List<String> warnings) {
        return new ApiResponse.Full(code, headers(call, encoding(call), revision, warnings), body(call, object));
    }

    ApiResponse status(ResourceCall call, int code, Status status, long revision) {
        return tree(call, code, status.toJson(), revision);
    }

    /** An answer that is no object of the call's kind: a status, a scale. */
    ApiResponse tree(ResourceCall call, int code, ObjectNode tree, long revision) {
        Encoding encoding = encoding(call);
        if (encoding == Encoding.PROTOBUF
                && !ProtobufAnswer.covers(
                        tree.path("apiVersion").asString(""), tree.path("kind").asString(""))) {
            encoding = Encoding.JSON;
        }
        return new ApiResponse.Full(
                code,
                headers(call, encoding, revision, List.of()),
                bytes(encoding, call.representation().isPretty(), tree));
    }

    ApiResponse list(
            ResourceCall call,
            long revision,
            List<Versioned> items,
            @Nullable String continueToken,
            @Nullable Long remaining) {
        ObjectNode metadata = Json.object();
        metadata.put("resourceVersion", Long.toString(revision));
        if (continueToken != null) {
            metadata.put("continue", continueToken);
            if (remaining != null) {
                metadata.put("remainingItemCount", remaining);
            }
        }
        byte[] body = call.representation().isPlain()
                ? documents(call).list(call, metadata, items)
                : bytes(call, listTree(call, metadata, items));
        return new ApiResponse.Full(200, headers(call, encoding(call), 0, List.of()), body);
    }

    /** What a watch's events are in. */
    String watchMediaType(ResourceCall call) {
        return encoding(call) == Encoding.PROTOBUF
                ? Encoding.PROTOBUF.mediaType() + ";stream=watch"
                : Encoding.JSON.mediaType();
    }

    /** One event of a watch. */
    byte[] event(ResourceCall call, String type, Versioned object, boolean isFirst) {
        Documents documents = documents(call);
        return switch (call.representation().form()) {
            case OBJECT -> documents.event(type, documents.object(object, call.version()));
            case PARTIAL -> documents.event(type, documents.tree(partial(call, object)));
            case TABLE -> {
                TableBuilder table = table(call, isFirst);
                table.row(object.json(), () -> object.in(call.version()));
                table.metadata().put("resourceVersion", Long.toString(object.revision()));
                yield documents.event(type, documents.tree(table.build()));
            }
        };
    }

    /** A bookmark: how far the watch has come. */
    byte[] bookmark(ResourceCall call, long revision, boolean endsInitialEvents) {
        ObjectNode object = switch (call.representation().form()) {
            case OBJECT ->
                Json.object()
                        .put("kind", call.kind().kind())
                        .put("apiVersion", call.version().apiVersion());
            case PARTIAL ->
                Json.object()
                        .put("kind", "PartialObjectMetadata")
                        .put(
                                "apiVersion",
                                "meta.k8s.io/" + call.representation().metaVersion());
            case TABLE -> table(call, false).build();
        };
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(revision));
        if (endsInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return documents(call).event("BOOKMARK", documents(call).tree(object));
    }

    byte[] error(ResourceCall call, Status status) {
        return documents(call).event("ERROR", documents(call).tree(status.toJson()));
    }

    private byte[] body(ResourceCall call, Versioned object) {
        if (call.representation().isPlain()) {
            return documents(call).object(object, call.version());
        }
        return switch (call.representation().form()) {
            case OBJECT -> bytes(call, object.in(call.version()));
            case PARTIAL -> bytes(call, partial(call, object));
            case TABLE -> {
                TableBuilder table = table(call, true);
                table.row(object.json(), () -> object.in(call.version()));
                if (object.revision() > 0) {
                    table.metadata().put("resourceVersion", Long.toString(object.revision()));
                }
                yield bytes(call, table.build());
            }
        };
    }

    private ObjectNode listTree(ResourceCall call, ObjectNode metadata, List<Versioned> items) {
        Representation representation = call.representation();
        if (representation.form() == Representation.Form.TABLE) {
            TableBuilder table = table(call, true);
            table.metadata().setAll(metadata);
            items.forEach(item -> table.row(item.json(), () -> item.in(call.version())));
            return table.build();
        }
        boolean isPartial = representation.form() == Representation.Form.PARTIAL;
        ObjectNode list = Json.object();
        list.put("kind", isPartial ? "PartialObjectMetadataList" : call.kind().kind() + "List");
        list.put(
                "apiVersion",
                isPartial
                        ? "meta.k8s.io/" + representation.metaVersion()
                        : call.version().apiVersion());
        list.set("metadata", metadata);
        ArrayNode array = list.putArray("items");
        items.forEach(item -> array.add(isPartial ? partial(call, item) : item.in(call.version())));
        return list;
    }

    private static ObjectNode partial(ResourceCall call, Versioned object) {
        return TableBuilder.partial(
                object.in(call.version()), call.representation().metaVersion());
    }

    private TableBuilder table(ResourceCall call, boolean hasHead) {
        return new TableBuilder(call.kind(), call.representation(), clock.instant(), hasHead);
    }

    private byte[] bytes(ResourceCall call, ObjectNode tree) {
        return bytes(encoding(call), call.representation().isPretty(), tree);
    }

    private byte[] bytes(Encoding encoding, boolean isPretty, ObjectNode tree) {
        return switch (encoding) {
            case PROTOBUF -> protobuf.tree(tree);
            case YAML -> Yaml.write(tree).getBytes(StandardCharsets.UTF_8);
            case JSON ->
                isPretty ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree) : json.tree(tree);
        };
    }

    private Documents documents(ResourceCall call) {
        return encoding(call) == Encoding.PROTOBUF ? protobuf : json;
    }

    private static Encoding encoding(ResourceCall call) {
        return call.representation().encoding();
    }

    private static Map<String, String> headers(
            ResourceCall call, Encoding encoding, long revision, List<String> warnings) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", encoding.mediaType());
        if (revision > 0) {
            headers.put("gyre-revision", Long.toString(revision));
        }
        Set<String> all = new LinkedHashSet<>(warnings);
        all.addAll(call.warnings().all());
        if (!all.isEmpty()) {
            headers.put(Warnings.HEADER, Warnings.header(all));
        }
        return headers;
    }
}
