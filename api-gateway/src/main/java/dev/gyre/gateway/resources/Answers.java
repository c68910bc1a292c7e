package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.table.Representation;
import dev.gyre.gateway.table.Representation.Encoding;
import dev.gyre.gateway.table.TableBuilder;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what the verbs found into the form that the client accepts. Plain JSON, which is nearly all of it, is put together
 * from shared encodings of the objects; other forms are made as trees.
 */
final class Answers {

    private static final byte[] COMMA = {','};
    private static final byte[] LIST_END = {']', '}'};

    private final InstantSource clock;
    private final EncodedObjects encoded = new EncodedObjects();

    Answers(InstantSource clock) {
        this.clock = clock;
    }

    ApiResponse object(ResourceCall call, Versioned object) {
        return new ApiResponse.Full(200, headers(call, 0, List.of()), body(call, object));
    }

    /** The answer to a write; {@code revision} is 0 where nothing was written. */
    ApiResponse written(ResourceCall call, int code, Versioned object, long revision, List<String> warnings) {
        return new ApiResponse.Full(code, headers(call, revision, warnings), body(call, object));
    }

    ApiResponse status(ResourceCall call, int code, Status status, long revision) {
        return tree(call, code, status.toJson(), revision);
    }

    /** An answer that is no object of the call's kind: a status, a scale. */
    ApiResponse tree(ResourceCall call, int code, ObjectNode tree, long revision) {
        return new ApiResponse.Full(code, headers(call, revision, List.of()), bytes(call, tree));
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
                ? plainList(call, metadata, items)
                : bytes(call, listTree(call, metadata, items));
        return new ApiResponse.Full(200, headers(call, 0, List.of()), body);
    }

    /** One line of a watch. */
    byte[] event(ResourceCall call, String type, Versioned object, boolean isFirst) {
        if (call.representation().isPlain()) {
            return line(type, encoded.encode(object, call.version()));
        }
        return switch (call.representation().form()) {
            case OBJECT -> line(type, encoded.encode(object, call.version()));
            case PARTIAL -> line(type, Json.write(partial(call, object)));
            case TABLE -> {
                TableBuilder table = table(call, isFirst);
                table.row(object.json(), () -> object.in(call.version()));
                table.metadata().put("resourceVersion", Long.toString(object.revision()));
                yield line(type, Json.write(table.build()));
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
        return line("BOOKMARK", Json.write(object));
    }

    byte[] error(Status status) {
        return line("ERROR", Json.write(status.toJson()));
    }

    private static byte[] line(String type, byte[] object) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[head.length + object.length + 2];
        System.arraycopy(head, 0, line, 0, head.length);
        System.arraycopy(object, 0, line, head.length, object.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    private byte[] body(ResourceCall call, Versioned object) {
        if (call.representation().isPlain()) {
            return encoded.encode(object, call.version());
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

    /** Copies shared encodings into one array of the right size. */
    private byte[] plainList(ResourceCall call, ObjectNode metadata, List<Versioned> items) {
        ObjectNode head = Json.object()
                .put("kind", call.kind().kind() + "List")
                .put("apiVersion", call.version().apiVersion());
        head.set("metadata", metadata);
        byte[] opening = Json.write(head);
        byte[] itemsField = ",\"items\":[".getBytes(StandardCharsets.UTF_8);
        byte[][] bodies = new byte[items.size()][];
        int size = opening.length - 1 + itemsField.length + LIST_END.length + Math.max(0, items.size() - 1);
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = encoded.encode(items.get(i), call.version());
            size = Math.addExact(size, bodies[i].length);
        }
        byte[] list = new byte[size];
        // The head's closing brace makes way for the items.
        int at = put(list, 0, opening, opening.length - 1);
        at = put(list, at, itemsField, itemsField.length);
        for (int i = 0; i < bodies.length; i++) {
            at = i == 0 ? at : put(list, at, COMMA, 1);
            at = put(list, at, bodies[i], bodies[i].length);
        }
        put(list, at, LIST_END, LIST_END.length);
        return list;
    }

    private static int put(byte[] target, int at, byte[] source, int length) {
        System.arraycopy(source, 0, target, at, length);
        return at + length;
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

    private static byte[] bytes(ResourceCall call, JsonNode tree) {
        if (call.representation().encoding() == Encoding.YAML) {
            return Yaml.write(tree).getBytes(StandardCharsets.UTF_8);
        }
        return call.representation().isPretty()
                ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree)
                : Json.write(tree);
    }

    private static Map<String, String> headers(ResourceCall call, long revision, List<String> warnings) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", call.representation().encoding().mediaType());
        if (revision > 0) {
            headers.put("gyre-revision", Long.toString(revision));
        }
        if (!warnings.isEmpty()) {
            headers.put("warning", warnings.stream().map(Answers::warning).collect(Collectors.joining(", ")));
        }
        return headers;
    }

    /** A warning as HTTP wants it: code, agent, and a quoted text without control characters. */
    private static String warning(String text) {
        StringBuilder quoted = new StringBuilder("299 - \"");
        text.chars().limit(300).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c >= 0x20 && c < 0x7f ? (char) c : '?');
        });
        return quoted.append('"').toString();
    }
}
