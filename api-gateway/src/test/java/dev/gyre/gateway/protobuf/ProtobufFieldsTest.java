package dev.gyre.gateway.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.protobuf.ProtobufFields.Field;
import dev.gyre.gateway.protobuf.ProtobufFields.Shape;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two sources say which fields a kind has, and they agree: what a client can send in JSON, it can send in protobuf. */
class ProtobufFieldsTest {

    private static final ProtobufFields FIELDS = ProtobufFields.get();

    /** Definitions of kinds hold JSON of any form; they and APIServices are spoken of in JSON only. */
    static List<ResourceKind> kinds() {
        return KubernetesKinds.registry().all().stream()
                .filter(kind ->
                        !Set.of("CustomResourceDefinition", "APIService").contains(kind.kind()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindCanBeSentInProtobuf(ResourceKind kind) {
        for (ApiVersion version : kind.versions()) {
            if (version.isRetired()) {
                continue;
            }
            Map<Integer, Field> message = FIELDS.ofObject(version.apiVersion(), kind.kind());
            assertThat(message).as("%s %s", version.apiVersion(), kind.kind()).isNotNull();
            visit(message, version.schema(), kind.kind(), new HashSet<>());
        }
    }

    private static void visit(
            @Nullable Map<Integer, Field> message, FieldSchema schema, String path, Set<String> seen) {
        if (message == null || !seen.add(String.valueOf(schema.definition()))) {
            return;
        }
        Map<String, Field> byName = flat(message);
        schema.properties().forEach((name, property) -> {
            if (name.equals("apiVersion") || name.equals("kind")) {
                return;
            }
            String at = path + "." + name;
            Field field = byName.get(name);
            assertThat(field).as(at).isNotNull();
            FieldSchema value = property.items() == null ? property : property.items();
            switch (property.type()) {
                case ARRAY -> assertThat(field.shape()).as(at).isEqualTo(Shape.LIST);
                case MAP -> assertThat(field.shape()).as(at).isEqualTo(Shape.MAP);
                default -> assertThat(field.shape()).as(at).isEqualTo(Shape.SINGLE);
            }
            visit(FIELDS.message(field.type()), value, at, seen);
        });
    }

    /** What is inline has its fields in the message around it. */
    private static Map<String, Field> flat(Map<Integer, Field> message) {
        Map<String, Field> fields = new TreeMap<>();
        message.values().forEach(field -> {
            if (field.shape() == Shape.INLINE) {
                Map<Integer, Field> inline = FIELDS.message(field.type());
                assertThat(inline).as(field.type()).isNotNull();
                fields.putAll(flat(inline));
            } else {
                fields.put(field.name(), field);
            }
        });
        return fields;
    }
}
