package dev.gyre.gateway.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.protobuf.ProtobufFields.Field;
import dev.gyre.gateway.protobuf.ProtobufFields.Shape;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies in Kubernetes' protobuf, turned into JSON before anything else sees them: the typed parts of newer clients send it
 * without asking what the server takes. Go writes every field that is no pointer, empty or not, so what is empty is taken
 * for absent, except where a client can mean it (a zero or a false of a pointer, or one that Kubernetes writes out).
 */
public final class ProtobufBody {

    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MAX_DEPTH = 64;

    /** Numbers that are no pointers in Go: their zero says nothing. */
    private static final Set<String> ZERO_IS_ABSENT = Set.of(
            "hostPort",
            "nodePort",
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold",
            "minReadySeconds",
            "generation",
            "observedGeneration",
            "healthCheckNodePort",
            "count",
            "active",
            "succeeded",
            "failed",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "updatedReplicas",
            "unavailableReplicas",
            "terminatingReplicas",
            "currentReplicas",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable");

    /** Booleans that are no pointers in Go, and that Kubernetes leaves out where they are false. */
    private static final Set<String> FALSE_IS_ABSENT = Set.of(
            "authenticated",
            "denied",
            "globalDefault",
            "hostIPC",
            "hostNetwork",
            "hostPID",
            "insecureSkipTLSVerify",
            "paused",
            "publishNotReadyAddresses",
            "readOnly",
            "stdin",
            "stdinOnce",
            "tty",
            "unschedulable");

    /** Strings that are pointers in Go, and of which the empty one means something else than none. */
    private static final Set<String> EMPTY_IS_MEANT = Set.of("storageClassName");

    private ProtobufBody() {}

    public static byte[] toJson(byte[] body) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (body.length < MAGIC.length || body[i] != MAGIC[i]) {
                throw unsupported();
            }
        }
        try {
            return Json.write(envelope(CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length)));
        } catch (IOException malformed) {
            throw new StatusException(new Status(400, "BadRequest", "the body is not valid protobuf", null));
        }
    }

    /** {@code runtime.Unknown}: the kind, and the object's own bytes. */
    private static ObjectNode envelope(CodedInputStream in) throws IOException {
        ObjectNode object = Json.object();
        byte[] raw = new byte[0];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> typeMeta(in.readBytes().newCodedInput(), object);
                case 2 -> raw = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        Map<Integer, Field> fields = ProtobufFields.get()
                .ofObject(
                        object.path("apiVersion").asString(""),
                        object.path("kind").asString(""));
        if (fields == null) {
            throw unsupported();
        }
        read(CodedInputStream.newInstance(raw), fields, object, 0);
        return object;
    }

    private static void typeMeta(CodedInputStream in, ObjectNode object) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> object.put("apiVersion", utf8(in));
                case 2 -> object.put("kind", utf8(in));
                default -> in.skipField(tag);
            }
        }
    }

    private static void read(CodedInputStream in, Map<Integer, Field> fields, ObjectNode into, int depth)
            throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("too deep");
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Field field = fields.get(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                in.skipField(tag);
                continue;
            }
            switch (field.shape()) {
                case SINGLE -> {
                    JsonNode value = value(in, field.type(), depth);
                    if (!isAbsent(field.name(), value)) {
                        into.set(field.name(), value);
                    }
                }
                case LIST -> {
                    ArrayNode list =
                            into.path(field.name()) instanceof ArrayNode begun ? begun : into.putArray(field.name());
                    list.add(value(in, field.type(), depth));
                }
                case MAP -> {
                    ObjectNode map =
                            into.path(field.name()) instanceof ObjectNode begun ? begun : into.putObject(field.name());
                    entry(in.readBytes().newCodedInput(), field.type(), map, depth);
                }
                case INLINE -> read(in.readBytes().newCodedInput(), message(field.type()), into, depth + 1);
            }
        }
    }

    /** Whether Go would have written this of a field that nobody set. */
    static boolean isAbsent(String field, JsonNode value) {
        return value.isNull()
                || (value.isString() && value.asString().isEmpty() && !EMPTY_IS_MEANT.contains(field))
                || (value.isIntegralNumber() && value.asLong() == 0 && ZERO_IS_ABSENT.contains(field))
                || (value.isBoolean() && !value.asBoolean() && FALSE_IS_ABSENT.contains(field));
    }

    private static void entry(CodedInputStream in, String type, ObjectNode map, int depth) throws IOException {
        String key = "";
        JsonNode value = Json.MAPPER.getNodeFactory().stringNode("");
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = utf8(in);
                case 2 -> value = value(in, type, depth);
                default -> in.skipField(tag);
            }
        }
        map.set(key, value);
    }

    private static JsonNode value(CodedInputStream in, String type, int depth) throws IOException {
        var nodes = Json.MAPPER.getNodeFactory();
        return switch (type) {
            case "string" -> nodes.stringNode(utf8(in));
            case "int" -> nodes.numberNode(in.readInt64());
            case "double" -> nodes.numberNode(in.readDouble());
            case "bool" -> nodes.booleanNode(in.readBool());
            case "bytes" -> nodes.stringNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case "Time", "MicroTime" -> time(in.readBytes().newCodedInput(), type.equals("MicroTime"));
            case "Quantity", "Duration" -> first(in.readBytes().newCodedInput());
            case "FieldsV1", "RawExtension" -> raw(in.readBytes().newCodedInput());
            case "IntOrString" -> intOrString(in.readBytes().newCodedInput());
            case "ExtraValue" -> {
                ObjectNode items = Json.object();
                read(
                        in.readBytes().newCodedInput(),
                        Map.of(1, new Field("items", Shape.LIST, "string")),
                        items,
                        depth + 1);
                yield items.path("items").isArray() ? items.path("items") : nodes.arrayNode();
            }
            default -> {
                ObjectNode nested = Json.object();
                read(in.readBytes().newCodedInput(), message(type), nested, depth + 1);
                yield nested;
            }
        };
    }

    /** No seconds is no time: Go's zero. */
    private static JsonNode time(CodedInputStream in, boolean hasMicros) throws IOException {
        long seconds = 0;
        int nanos = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> seconds = in.readInt64();
                case 2 -> nanos = in.readInt32();
                default -> in.skipField(tag);
            }
        }
        var nodes = Json.MAPPER.getNodeFactory();
        if (seconds == 0) {
            return nodes.nullNode();
        }
        Instant time = Instant.ofEpochSecond(seconds, hasMicros ? nanos : 0);
        return nodes.stringNode(
                hasMicros
                        ? DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
                                .withZone(java.time.ZoneOffset.UTC)
                                .format(time)
                        : time.toString());
    }

    private static JsonNode intOrString(CodedInputStream in) throws IOException {
        long type = 0;
        long number = 0;
        String text = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> type = in.readInt64();
                case 2 -> number = in.readInt64();
                case 3 -> text = utf8(in);
                default -> in.skipField(tag);
            }
        }
        var nodes = Json.MAPPER.getNodeFactory();
        return type == 0 ? nodes.numberNode(number) : nodes.stringNode(text);
    }

    /** A message of one string. */
    private static JsonNode first(CodedInputStream in) throws IOException {
        String text = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                text = utf8(in);
            } else {
                in.skipField(tag);
            }
        }
        return Json.MAPPER.getNodeFactory().stringNode(text);
    }

    private static JsonNode raw(CodedInputStream in) throws IOException {
        byte[] json = new byte[0];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                json = in.readByteArray();
            } else {
                in.skipField(tag);
            }
        }
        return json.length == 0 ? Json.MAPPER.getNodeFactory().nullNode() : Json.MAPPER.readTree(json);
    }

    private static Map<Integer, Field> message(String name) throws IOException {
        @Nullable Map<Integer, Field> fields = ProtobufFields.get().message(name);
        if (fields == null) {
            throw new IOException("unknown message " + name);
        }
        return fields;
    }

    private static String utf8(CodedInputStream in) throws IOException {
        return new String(in.readByteArray(), StandardCharsets.UTF_8);
    }

    private static StatusException unsupported() {
        return new StatusException(new Status(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json, "
                        + "application/yaml",
                null));
    }
}
