package dev.gyre.gateway.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.kinds.KubernetesKinds;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every kind, filled at random, is written and read back; and the classes that were generated from Kubernetes' own definitions
 * find nothing in it that they do not know, which a wrong number or type would be.
 */
class ProtobufAnswerTest {

    static {
        // The generated classes are older than the library; it would say so for each of them.
        System.setProperty("com.google.protobuf.use_unsafe_pre22_gencode", "true");
    }

    private static final int SAMPLES = 20;
    private static final int MAX_DEPTH = 7;

    /** Definitions of kinds hold JSON of any form; they and APIServices are spoken of in JSON only. */
    static List<ResourceKind> kinds() {
        return KubernetesKinds.registry().all().stream()
                .filter(kind ->
                        !Set.of("CustomResourceDefinition", "APIService").contains(kind.kind()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindIsReadBackAsItWasWritten(ResourceKind kind) throws Exception {
        for (ApiVersion version : kind.versions()) {
            if (version.isRetired()) {
                assertThat(version.isStorage()).isFalse();
                continue;
            }
            for (int sample = 0; sample < SAMPLES; sample++) {
                Random random = new Random(sample);
                ObjectNode object = (ObjectNode) value(version.schema(), random, 0);
                object.put("apiVersion", version.apiVersion()).put("kind", kind.kind());
                byte[] written = ProtobufAnswer.object(object);
                ObjectNode read = Json.readObject(ProtobufBody.toJson(written));
                assertThat(normal(read))
                        .as("%s, sample %d", kind.kind(), sample)
                        .isEqualTo(normal(object));
                requireKnown(parse(version, kind.kind(), ProtobufAnswer.message(object)), kind.kind());
            }
        }
    }

    @Test
    void listsEventsAndStatusesAreWhatOthersRead() throws Exception {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", "web").put("creationTimestamp", "2026-11-28T10:00:00Z");
        pod.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "c")
                .put("image", "i");
        byte[] message = ProtobufAnswer.message(pod);
        byte[] list = ProtobufAnswer.list(
                "v1",
                "PodList",
                Json.object().put("resourceVersion", "7").put("remainingItemCount", 3),
                List.of(message, message));
        V1.PodList parsed = V1.PodList.parseFrom(unknown(list, "v1", "PodList").getRaw());
        assertThat(parsed.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(parsed.getMetadata().getRemainingItemCount()).isEqualTo(3);
        assertThat(parsed.getItemsList())
                .extracting(each -> each.getMetadata().getName())
                .containsExactly("web", "web");
        assertThat(parsed.getItems(0).getSpec().getContainers(0).getImage()).isEqualTo("i");

        byte[] event = ProtobufAnswer.event("ADDED", ProtobufAnswer.object(pod));
        int length = java.nio.ByteBuffer.wrap(event).getInt();
        assertThat(length).isEqualTo(event.length - 4);
        Meta.WatchEvent watched = Meta.WatchEvent.parseFrom(Arrays.copyOfRange(event, 4, event.length));
        assertThat(watched.getType()).isEqualTo("ADDED");
        Runtime.Unknown inside = unknown(watched.getObject().getRaw().toByteArray(), "v1", "Pod");
        assertThat(V1.Pod.parseFrom(inside.getRaw()).getMetadata().getName()).isEqualTo("web");

        Status refusal = new Status(
                422,
                "Invalid",
                "it is",
                new Status.Details("apps", "Deployment", "web", "", List.of(new Status.Cause("R", "m", "f")), 1));
        Meta.Status status = Meta.Status.parseFrom(
                unknown(ProtobufAnswer.object(refusal.toJson()), "v1", "Status").getRaw());
        assertThat(status.getCode()).isEqualTo(422);
        assertThat(status.getReason()).isEqualTo("Invalid");
        assertThat(status.getDetails().getCauses(0).getField()).isEqualTo("f");
        assertThat(status.getDetails().getRetryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void numbersAndTextsOfAnySizeComeBack() {
        for (long number :
                new long[] {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            ObjectNode lease =
                    Json.object().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
            lease.putObject("spec").put("leaseTransitions", number).put("holderIdentity", "é€𝄞".repeat(2000));
            ObjectNode read = Json.readObject(ProtobufBody.toJson(ProtobufAnswer.object(lease)));
            assertThat(read.at("/spec/leaseTransitions").asLong()).isEqualTo(number);
            assertThat(read.at("/spec/holderIdentity")).isEqualTo(lease.at("/spec/holderIdentity"));
        }
    }

    private static Runtime.Unknown unknown(byte[] enveloped, String apiVersion, String kind) throws Exception {
        assertThat(Arrays.copyOf(enveloped, 4)).containsExactly('k', '8', 's', 0);
        Runtime.Unknown unknown = Runtime.Unknown.parseFrom(Arrays.copyOfRange(enveloped, 4, enveloped.length));
        assertThat(unknown.getTypeMeta().getApiVersion()).isEqualTo(apiVersion);
        assertThat(unknown.getTypeMeta().getKind()).isEqualTo(kind);
        return unknown;
    }

    /** {@code apps/v1} and {@code Deployment}: {@code V1Apps.Deployment}. */
    private static Message parse(ApiVersion version, String kind, byte[] message) throws Exception {
        String group = version.group().split("\\.")[0];
        String outer = capital(version.name()) + capital(group);
        Class<?> type = Class.forName("io.kubernetes.client.proto." + outer + "$" + kind);
        return (Message) type.getMethod("parseFrom", byte[].class).invoke(null, (Object) message);
    }

    private static String capital(String word) {
        return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static void requireKnown(Message message, String path) {
        assertThat(message.getUnknownFields().asMap()).as(path).isEmpty();
        for (var field : message.getAllFields().entrySet()) {
            FieldDescriptor descriptor = field.getKey();
            if (descriptor.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = descriptor.isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue());
                values.forEach(each -> requireKnown((Message) each, path + "." + descriptor.getName()));
            }
        }
    }

    /** Something that fits; of every object about two thirds of the fields. Nothing is empty, for that is read back as absent. */
    private static JsonNode value(FieldSchema schema, Random random, int depth) {
        var nodes = Json.MAPPER.getNodeFactory();
        FieldSchema items = schema.items();
        return switch (schema.type()) {
            case OBJECT -> {
                ObjectNode object = Json.object();
                schema.properties().forEach((name, field) -> {
                    if (depth < MAX_DEPTH && (depth < 2 || random.nextInt(3) > 0) && !isOfType(schema, name)) {
                        JsonNode value = value(field, random, depth + 1);
                        if (!(value.isContainer() && value.isEmpty()) && !ProtobufBody.isAbsent(name, value)) {
                            object.set(name, value);
                        }
                    }
                });
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = Json.MAPPER.createArrayNode();
                for (int i = random.nextInt(3); i >= 0 && depth < MAX_DEPTH && items != null; i--) {
                    array.add(value(items, random, depth + 1));
                }
                yield array;
            }
            case MAP -> {
                ObjectNode map = Json.object();
                for (int i = random.nextInt(3); i >= 0 && depth < MAX_DEPTH && items != null; i--) {
                    map.set("key-" + i, value(items, random, depth + 1));
                }
                yield map;
            }
            case STRING ->
                switch (String.valueOf(schema.format())) {
                    case "date-time" ->
                        nodes.stringNode(Instant.ofEpochSecond(1_700_000_000L + random.nextInt(10_000_000))
                                .toString());
                    case "byte" -> nodes.stringNode("AAEC/w==");
                    default -> nodes.stringNode("s" + random.nextInt(1000));
                };
            case INTEGER -> nodes.numberNode(1 + random.nextInt(100_000));
            case NUMBER -> nodes.numberNode(random.nextDouble());
            case BOOLEAN -> nodes.booleanNode(random.nextBoolean());
            case INT_OR_STRING ->
                random.nextBoolean() ? nodes.numberNode(1 + random.nextInt(1000)) : nodes.stringNode("25%");
            case QUANTITY -> nodes.stringNode("250m");
            case ANY -> Json.object().put("f:any", random.nextInt(10));
        };
    }

    /** What an object is stands around its message: of one inside of another, such as a template of claims, nowhere. */
    private static boolean isOfType(FieldSchema schema, String field) {
        return schema.properties().containsKey("metadata") && (field.equals("apiVersion") || field.equals("kind"));
    }

    /** Times as instants, whole numbers as longs; lists of empty objects stay, empty objects in fields go. */
    private static JsonNode normal(JsonNode node) {
        var nodes = Json.MAPPER.getNodeFactory();
        if (node.isObject()) {
            ObjectNode normal = Json.object();
            node.properties().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(field -> {
                        JsonNode value = normal(field.getValue());
                        if (!value.isContainer() || !value.isEmpty()) {
                            normal.set(field.getKey(), value);
                        }
                    });
            return normal;
        }
        if (node.isArray()) {
            ArrayNode normal = Json.MAPPER.createArrayNode();
            node.forEach(item -> normal.add(normal(item)));
            return normal;
        }
        if (node.isIntegralNumber()) {
            return nodes.numberNode(node.asLong());
        }
        try {
            return node.isString()
                    ? nodes.stringNode(Instant.parse(node.asString()).toString())
                    : node;
        } catch (DateTimeException noTime) {
            return node;
        }
    }
}
