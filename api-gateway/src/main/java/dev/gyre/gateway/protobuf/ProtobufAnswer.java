package dev.gyre.gateway.protobuf;

import dev.gyre.gateway.protobuf.ProtobufFields.Field;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects in Kubernetes' protobuf. What has no place in the message is left out, as upstream's types leave it out; what is
 * empty is written where it is there, for a client may tell empty from absent.
 */
public final class ProtobufAnswer {

    private static final Map<Integer, Field> LIST_META = message("m.apis.meta.v1.ListMeta");

    private ProtobufAnswer() {}

    /** Whether such objects have a message: built-in kinds in the versions that are not retired, and what is said about objects. */
    public static boolean covers(String apiVersion, String kind) {
        return ProtobufFields.get().ofObject(apiVersion, kind) != null;
    }

    /** The object's own bytes, as they stand in its envelope or in a list. */
    public static byte[] message(ObjectNode object) {
        BackwardsBuffer out = new BackwardsBuffer();
        Map<Integer, Field> fields = ProtobufFields.get()
                .ofObject(
                        object.path("apiVersion").asString(""),
                        object.path("kind").asString(""));
        if (fields == null) {
            throw new IllegalArgumentException("no message for " + object.path("kind"));
        }
        write(object, fields, out);
        return out.toByteArray();
    }

    /** An object with what says that it is one: a magic number, and {@code runtime.Unknown} around it. */
    public static byte[] object(ObjectNode object) {
        return object(
                object.path("apiVersion").asString(""), object.path("kind").asString(""), message(object));
    }

    public static byte[] object(String apiVersion, String kind, byte[] message) {
        BackwardsBuffer out = new BackwardsBuffer();
        out.putString(4, "");
        out.putString(3, "");
        out.putBytes(2, message);
        int before = out.size();
        out.putString(2, kind);
        out.putString(1, apiVersion);
        out.enclose(1, before);
        out.put(ProtobufBody.MAGIC);
        return out.toByteArray();
    }

    /** A list of what {@link #message} gave. */
    public static byte[] list(String apiVersion, String listKind, ObjectNode metadata, List<byte[]> items) {
        BackwardsBuffer out = new BackwardsBuffer();
        for (int i = items.size() - 1; i >= 0; i--) {
            out.putBytes(2, items.get(i));
        }
        int before = out.size();
        write(metadata, LIST_META, out);
        out.enclose(1, before);
        return object(apiVersion, listKind, out.toByteArray());
    }

    /** One event of a watch, led by its length. {@code object} is in its envelope. */
    public static byte[] event(String type, byte[] object) {
        BackwardsBuffer out = new BackwardsBuffer();
        int before = out.size();
        out.putBytes(1, object);
        out.enclose(2, before);
        out.putString(1, type);
        int length = out.size();
        out.put(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        return out.toByteArray();
    }

    private static Map<Integer, Field> message(String name) {
        Map<Integer, Field> fields = ProtobufFields.get().message(name);
        if (fields == null) {
            throw new IllegalStateException("unknown message " + name);
        }
        return fields;
    }

    private static void write(JsonNode object, Map<Integer, Field> fields, BackwardsBuffer out) {
        fields.forEach((number, field) -> {
            if (field.shape() == ProtobufFields.Shape.INLINE) {
                int before = out.size();
                write(object, message(field.type()), out);
                if (out.size() > before) {
                    out.enclose(number, before);
                }
                return;
            }
            JsonNode value = object.get(field.name());
            if (value == null || value.isNull()) {
                return;
            }
            switch (field.shape()) {
                case LIST -> {
                    for (int i = value.size() - 1; i >= 0; i--) {
                        value(number, value.get(i), field.type(), out);
                    }
                }
                case MAP -> {
                    for (Map.Entry<String, JsonNode> entry : value.properties()) {
                        int before = out.size();
                        value(2, entry.getValue(), field.type(), out);
                        out.putString(1, entry.getKey());
                        out.enclose(number, before);
                    }
                }
                default -> value(number, value, field.type(), out);
            }
        });
    }

    private static void value(int number, JsonNode value, String type, BackwardsBuffer out) {
        switch (type) {
            case "string" -> out.putString(number, value.asString(""));
            case "int" -> out.putNumber(number, value.asLong(0));
            case "bool" -> out.putNumber(number, value.asBoolean(false) ? 1 : 0);
            case "double" -> {
                out.putFixed64(Double.doubleToRawLongBits(value.asDouble(0)));
                out.putTag(number, BackwardsBuffer.FIXED64);
            }
            case "bytes" -> out.putBytes(number, bytes(value.asString("")));
            default -> {
                int before = out.size();
                content(value, type, out);
                out.enclose(number, before);
            }
        }
    }

    /** What is a message of its own, though in JSON it often is none. */
    private static void content(JsonNode value, String type, BackwardsBuffer out) {
        switch (type) {
            case "Time", "MicroTime" -> time(value.asString(""), out);
            case "Quantity", "Duration" -> out.putString(1, value.asString(""));
            case "FieldsV1", "RawExtension" -> out.putBytes(1, Json.write(value));
            case "IntOrString" -> {
                if (value.isString()) {
                    out.putString(3, value.asString());
                    out.putNumber(1, 1);
                } else {
                    out.putNumber(2, value.asLong(0));
                    out.putNumber(1, 0);
                }
            }
            case "ExtraValue" -> {
                for (int i = value.size() - 1; i >= 0; i--) {
                    out.putString(1, value.get(i).asString(""));
                }
            }
            default -> write(value, message(type), out);
        }
    }

    /** What is no time is none: an empty message is Go's zero. */
    private static void time(String text, BackwardsBuffer out) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            out.putNumber(2, time.getNano());
            out.putNumber(1, time.getEpochSecond());
        } catch (DateTimeException unreadable) {
            // Nothing is written.
        }
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return base64.getBytes(StandardCharsets.UTF_8);
        }
    }
}
