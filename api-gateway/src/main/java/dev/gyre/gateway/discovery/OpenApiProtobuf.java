package dev.gyre.gateway.discovery;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The OpenAPI 2 document in protobuf, as message {@code openapi.v2.Document}: older clients read nothing else. Written
 * straight from the JSON document, field number by field number, as far as {@link OpenApi} uses the format; extensions
 * travel as YAML text, of which JSON is a part.
 */
final class OpenApiProtobuf {

    private OpenApiProtobuf() {}

    static byte[] document(JsonNode document) {
        return message(out -> {
            text(out, 1, document.path("swagger"));
            nested(out, 2, info -> {
                text(info, 1, document.path("info").path("title"));
                text(info, 2, document.path("info").path("version"));
            });
            nested(out, 8, paths -> named(paths, 2, document.path("paths"), OpenApiProtobuf::pathItem));
            nested(out, 9, all -> named(all, 1, document.path("definitions"), OpenApiProtobuf::schema));
        });
    }

    private static void pathItem(CodedOutputStream out, JsonNode item) throws IOException {
        operation(out, 2, item.path("get"));
        operation(out, 3, item.path("put"));
        operation(out, 4, item.path("post"));
        operation(out, 5, item.path("delete"));
        operation(out, 8, item.path("patch"));
        for (JsonNode parameter : item.path("parameters")) {
            nested(out, 9, each -> parametersItem(each, parameter));
        }
    }

    private static void operation(CodedOutputStream out, int field, JsonNode operation) throws IOException {
        if (operation.isMissingNode()) {
            return;
        }
        nested(out, field, o -> {
            text(o, 5, operation.path("operationId"));
            texts(o, 6, operation.path("produces"));
            texts(o, 7, operation.path("consumes"));
            for (JsonNode parameter : operation.path("parameters")) {
                nested(o, 8, each -> parametersItem(each, parameter));
            }
            nested(
                    o,
                    9,
                    responses -> named(
                            responses,
                            1,
                            operation.path("responses"),
                            (value, response) -> nested(value, 1, r -> {
                                text(r, 1, response.path("description"));
                                nested(r, 2, item -> nested(item, 1, s -> schema(s, response.path("schema"))));
                            })));
            extensions(o, 13, operation);
        });
    }

    private static void parametersItem(CodedOutputStream out, JsonNode parameter) throws IOException {
        nested(out, 1, p -> {
            String in = parameter.path("in").asString("");
            if (in.equals("body")) {
                nested(p, 1, body -> {
                    text(body, 2, parameter.path("name"));
                    text(body, 3, parameter.path("in"));
                    flag(body, 4, parameter.path("required"));
                    nested(body, 5, s -> schema(s, parameter.path("schema")));
                });
                return;
            }
            boolean isPath = in.equals("path");
            // QueryParameterSubSchema has one field more than PathParameterSubSchema before its type.
            nested(
                    p,
                    2,
                    nonBody -> nested(nonBody, isPath ? 4 : 3, sub -> {
                        flag(sub, 1, parameter.path("required"));
                        text(sub, 2, parameter.path("in"));
                        text(sub, 4, parameter.path("name"));
                        text(sub, isPath ? 5 : 6, parameter.path("type"));
                        flag(sub, isPath ? 19 : 20, parameter.path("uniqueItems"));
                    }));
        });
    }

    private static void schema(CodedOutputStream out, JsonNode schema) throws IOException {
        text(out, 1, schema.path("$ref"));
        text(out, 2, schema.path("format"));
        text(out, 4, schema.path("description"));
        texts(out, 19, schema.path("required"));
        if (schema.has("additionalProperties")) {
            nested(out, 21, item -> nested(item, 1, s -> schema(s, schema.path("additionalProperties"))));
        }
        if (schema.has("type")) {
            nested(out, 22, type -> text(type, 1, schema.path("type")));
        }
        if (schema.has("items")) {
            nested(out, 23, items -> nested(items, 1, s -> schema(s, schema.path("items"))));
        }
        if (schema.has("properties")) {
            nested(out, 25, all -> named(all, 1, schema.path("properties"), OpenApiProtobuf::schema));
        }
        extensions(out, 31, schema);
    }

    private static void extensions(CodedOutputStream out, int field, JsonNode node) throws IOException {
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (property.getKey().startsWith("x-")) {
                nested(out, field, named -> {
                    named.writeString(1, property.getKey());
                    nested(
                            named,
                            2,
                            any -> any.writeString(2, property.getValue().toString() + "\n"));
                });
            }
        }
    }

    /** A part of a message; empty parts are written too, since a present one means something. */
    private interface Part {
        void write(CodedOutputStream out) throws IOException;
    }

    private interface NamedPart {
        void write(CodedOutputStream out, JsonNode value) throws IOException;
    }

    /** Maps are repeated pairs of name and value. */
    private static void named(CodedOutputStream out, int field, JsonNode map, NamedPart part) throws IOException {
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            nested(out, field, pair -> {
                pair.writeString(1, entry.getKey());
                nested(pair, 2, value -> part.write(value, entry.getValue()));
            });
        }
    }

    private static void nested(CodedOutputStream out, int field, Part part) throws IOException {
        out.writeByteArray(field, message(part));
    }

    private static byte[] message(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 512);
        try {
            part.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void text(CodedOutputStream out, int field, JsonNode value) throws IOException {
        if (value.isString() && !value.asString().isEmpty()) {
            out.writeString(field, value.asString());
        }
    }

    private static void texts(CodedOutputStream out, int field, JsonNode values) throws IOException {
        for (JsonNode value : values) {
            out.writeString(field, value.asString());
        }
    }

    private static void flag(CodedOutputStream out, int field, JsonNode value) throws IOException {
        if (value.asBoolean(false)) {
            out.writeBool(field, true);
        }
    }
}
