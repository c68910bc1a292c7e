package dev.gyre.gateway.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a schema lets the compiler know, so that a rule about a field that does not exist is refused when it is written and not
 * when it first matters. What has no fixed structure may be anything to the compiler.
 */
public final class SchemaTypes {

    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private final Map<String, CelType> structs = new LinkedHashMap<>();

    private SchemaTypes() {}

    /** A type, and those that it refers to by name. */
    public record Typed(CelType type, CelTypeProvider types) {
        /** The same type, of something that may not be there. */
        public CelType optional() {
            return OptionalType.create(type);
        }
    }

    public static Typed of(FieldSchema schema) {
        SchemaTypes types = new SchemaTypes();
        CelType type = types.type(schema, "self");
        return new Typed(type, new Structs(ImmutableList.copyOf(types.structs.values())));
    }

    private CelType type(FieldSchema schema, String path) {
        FieldSchema items = schema.items();
        return switch (schema.type()) {
            case OBJECT -> schema.properties().isEmpty() ? SimpleType.DYN : struct(schema, path);
            case MAP ->
                MapType.create(SimpleType.STRING, items == null ? SimpleType.DYN : type(items, path + ".@values"));
            case ARRAY -> ListType.create(items == null ? SimpleType.DYN : type(items, path + ".@items"));
            case STRING -> text(schema);
            case QUANTITY -> SimpleType.DYN;
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case INT_OR_STRING, ANY -> SimpleType.DYN;
        };
    }

    private static CelType text(FieldSchema schema) {
        return switch (String.valueOf(schema.format())) {
            case "date-time", "date" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            case "byte" -> SimpleType.BYTES;
            default -> SimpleType.STRING;
        };
    }

    /** A named type is one struct wherever it stands; it may refer to itself. */
    private CelType struct(FieldSchema schema, String place) {
        String definition = schema.definition();
        String path = definition == null ? place : definition;
        if (structs.containsKey(path)) {
            return StructTypeReference.create(path);
        }
        structs.put(path, StructTypeReference.create(path));
        Map<String, CelType> fields = new LinkedHashMap<>();
        schema.properties().forEach((name, field) -> {
            if (isReachable(field)) {
                fields.put(escaped(name), type(field, path + "." + escaped(name)));
            }
        });
        CelType struct =
                StructType.create(path, ImmutableSet.copyOf(fields.keySet()), new Fields(ImmutableMap.copyOf(fields)));
        structs.put(path, struct);
        return struct;
    }

    /** Values whose type is not known cannot be named in rules about the object around them. */
    static boolean isReachable(FieldSchema field) {
        return field.type() != Type.ANY;
    }

    /** Whether an object has fields beside those of its schema. */
    static boolean isOpen(FieldSchema schema) {
        return schema.properties().isEmpty();
    }

    /** A field's name as it is written in expressions: {@code my-field} is {@code my__dash__field}. */
    public static String escaped(String name) {
        if (RESERVED.contains(name)) {
            return "__" + name + "__";
        }
        if (IDENTIFIER.matcher(name).matches() && !name.contains("__")) {
            return name;
        }
        return name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }

    private record Fields(ImmutableMap<String, CelType> types) implements StructType.FieldResolver {
        @Override
        public Optional<CelType> findField(String fieldName) {
            return Optional.ofNullable(types.get(fieldName));
        }
    }

    private record Structs(ImmutableList<CelType> all) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return all;
        }

        @Override
        public Optional<CelType> findType(String typeName) {
            return all.stream().filter(type -> type.name().equals(typeName)).findFirst();
        }
    }
}
