import com.google.gson.annotations.SerializedName;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the schema of every served type while the build runs: fields, types and descriptions from the model classes of
 * Kubernetes' Java client, which nobody needs at run time, and the semantics of lists from the fact files, which no library
 * ships. A type or a list that the facts do not name ends the build, so nothing is served unreviewed.
 *
 * <p>Run from source: {@code java -cp ... GenerateDefinitions.java <facts directory> <output directory>}.
 */
final class GenerateDefinitions {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final JsonMapper JSON = new JsonMapper();

    /** Fact files by OpenAPI package, and the definition that each model class became. */
    private final Map<String, JsonNode> packages = new TreeMap<>();

    private final Map<String, String> definitionOfClass = new LinkedHashMap<>();
    private final ObjectNode fields = JSON.createObjectNode();
    private final ObjectNode descriptions = JSON.createObjectNode();

    public static void main(String[] args) throws Exception {
        Path facts = Path.of(args[0]);
        Path output = Path.of(args[1]);
        if (isUpToDate(facts, output)) {
            return;
        }
        GenerateDefinitions generator = new GenerateDefinitions();
        generator.read(facts);
        generator.generate();
        Files.createDirectories(output);
        Files.write(output.resolve("descriptions.json"), JSON.writeValueAsBytes(generator.descriptions));
        Files.write(output.resolve("fields.json"), JSON.writeValueAsBytes(generator.fields));
    }

    /** Whether the output is younger than all that it is made from. */
    private static boolean isUpToDate(Path facts, Path output) throws IOException {
        Path made = output.resolve("fields.json");
        if (!Files.exists(made)) {
            return false;
        }
        try (var sources = Files.list(facts)) {
            long written = Files.getLastModifiedTime(made).toMillis();
            return sources.allMatch(source -> source.toFile().lastModified() < written)
                    && Path.of("src/build/GenerateDefinitions.java").toFile().lastModified() < written
                    && Path.of("pom.xml").toFile().lastModified() < written;
        }
    }

    private void read(Path facts) throws IOException {
        try (var files = Files.list(facts)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                packages.put(name.substring(0, name.length() - ".json".length()), JSON.readTree(file));
            }
        }
        packages.forEach((name, types) -> {
            if (!types.has("$shapesOf")) {
                types.properties().forEach(type -> {
                    String previous = definitionOfClass.put(
                            className(name, type.getKey(), type.getValue()), name + "." + type.getKey());
                    require(previous == null, previous + " and " + name + "." + type.getKey() + " are the same class");
                });
            }
        });
    }

    private static String className(String packageName, String type, JsonNode facts) {
        String version = packageName.substring(packageName.lastIndexOf('.') + 1);
        return facts.has("$class")
                ? facts.get("$class").asString()
                : version.substring(0, 1).toUpperCase() + version.substring(1) + type;
    }

    private void generate() {
        packages.forEach((name, types) -> {
            if (!types.has("$shapesOf")) {
                types.properties().forEach(type -> addModel(name, type.getKey(), type.getValue()));
            }
        });
        packages.forEach((name, types) -> {
            if (types.has("$shapesOf")) {
                String shapes = types.get("$shapesOf").asString();
                types.properties().stream()
                        .filter(type -> !type.getKey().startsWith("$"))
                        .forEach(type -> addCopy(
                                name,
                                types,
                                type.getValue().path("$shapesOf").asString(shapes),
                                type.getKey(),
                                type.getValue()));
            }
        });
    }

    private void addModel(String packageName, String type, JsonNode facts) {
        String definition = packageName + "." + type;
        Class<?> model = load(className(packageName, type, facts));
        ObjectNode entry = fields.putObject(definition);
        ObjectNode texts = descriptions.putObject(definition);
        ApiModel about = model.getAnnotation(ApiModel.class);
        if (about != null && !about.description().isEmpty()) {
            texts.put("", about.description());
        }
        if (facts.has("$mapType")) {
            entry.set("mapType", facts.get("$mapType"));
        }
        ObjectNode properties = entry.putObject("properties");
        var required = JSON.createArrayNode();
        for (Field field : model.getDeclaredFields()) {
            SerializedName serialized = field.getAnnotation(SerializedName.class);
            if (serialized == null || Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            String name = serialized.value();
            ObjectNode schema = schema(field.getGenericType(), definition + "." + name);
            addSemantics(schema, facts.get(name), definition + "." + name);
            properties.set(name, schema);
            ApiModelProperty property = getter(model, field).getAnnotation(ApiModelProperty.class);
            if (property != null) {
                texts.put(name, property.value());
                if (property.required()) {
                    required.add(name);
                }
            }
        }
        if (!required.isEmpty()) {
            entry.set("required", required);
        }
        facts.properties().forEach(fact -> require(
                fact.getKey().startsWith("$") || properties.has(fact.getKey()),
                "the facts name a field that does not exist: " + definition + "." + fact.getKey()));
    }

    /** A retired version has the shapes of its successor under names of its own, less and more what its facts say. */
    private void addCopy(String packageName, JsonNode types, String shapes, String type, JsonNode facts) {
        String definition = packageName + "." + type;
        JsonNode original = fields.get(shapes + "." + type);
        ObjectNode entry = original == null
                ? JSON.createObjectNode().set("properties", JSON.createObjectNode())
                : (ObjectNode) original.deepCopy();
        descriptions.set(
                definition,
                original == null
                        ? JSON.createObjectNode()
                        : descriptions.get(shapes + "." + type).deepCopy());
        ObjectNode properties = (ObjectNode) entry.get("properties");
        facts.path("$without").forEach(field -> {
            require(properties.has(field.asString()), definition + " has no " + field + " to be without");
            properties.remove(field.asString());
        });
        withoutRequiring(entry, facts.path("$without"));
        withoutRequiring(entry, facts.path("$optional"));
        facts.path("$fields").properties().forEach(field -> properties.set(field.getKey(), field.getValue()
                .deepCopy()));
        redirect(entry, packageName, types, shapes);
        fields.set(definition, entry);
    }

    private static void withoutRequiring(ObjectNode entry, JsonNode fields) {
        var kept = JSON.createArrayNode();
        for (JsonNode required : entry.path("required")) {
            boolean isDropped = fields.valueStream().anyMatch(required::equals);
            if (!isDropped) {
                kept.add(required);
            }
        }
        if (kept.isEmpty()) {
            entry.remove("required");
        } else {
            entry.set("required", kept);
        }
    }

    private static void redirect(JsonNode node, String packageName, JsonNode types, String shapes) {
        if (node instanceof ObjectNode object && object.path("ref").isString()) {
            String ref = object.get("ref").asString();
            String type = ref.startsWith(shapes + ".") ? ref.substring(shapes.length() + 1) : ref;
            if (types.has(type)) {
                object.put("ref", packageName + "." + type);
            }
        }
        node.forEach(child -> redirect(child, packageName, types, shapes));
    }

    private ObjectNode schema(Type type, String path) {
        ObjectNode schema = JSON.createObjectNode();
        if (type instanceof ParameterizedType generic) {
            boolean isList = generic.getRawType() == List.class;
            Type items = generic.getActualTypeArguments()[isList ? 0 : 1];
            schema.put("type", isList ? "array" : "map").set("items", schema(items, path));
            return schema;
        }
        Class<?> plain = (Class<?>) type;
        switch (plain.getSimpleName()) {
            case "String" -> schema.put("type", "string");
            case "Boolean" -> schema.put("type", "boolean");
            case "Integer" -> schema.put("type", "integer").put("format", "int32");
            case "Long" -> schema.put("type", "integer").put("format", "int64");
            case "Double" -> schema.put("type", "number").put("format", "double");
            case "byte[]" -> schema.put("type", "string").put("format", "byte");
            case "OffsetDateTime" -> schema.put("type", "string").put("format", "date-time");
            case "IntOrString" -> schema.put("type", "intOrString");
            case "Quantity" -> schema.put("type", "quantity");
            case "Object" -> schema.put("type", "any");
            default -> {
                String definition = definitionOfClass.get(plain.getSimpleName());
                require(definition != null, path + ": no fact file names the type " + plain.getSimpleName());
                schema.put("ref", definition);
            }
        }
        return schema;
    }

    private static void addSemantics(ObjectNode schema, JsonNode fact, String path) {
        boolean isList = schema.path("type").asString("").equals("array");
        require(!isList || fact != null, path + " is a list without an entry in the facts");
        if (fact == null) {
            return;
        }
        if (fact.isString()) {
            schema.put("listType", fact.asString());
        } else {
            schema.setAll((ObjectNode) fact);
        }
    }

    private static Method getter(Class<?> model, Field field) {
        String name = field.getName().substring(0, 1).toUpperCase() + field.getName().substring(1);
        for (Method method : model.getMethods()) {
            if (method.getParameterCount() == 0
                    && (method.getName().equalsIgnoreCase("get" + name)
                            || method.getName().equalsIgnoreCase("is" + name)
                            || method.getName().equalsIgnoreCase("get" + name.replaceFirst("^_", "")))) {
                return method;
            }
        }
        throw new IllegalStateException("no getter for " + field);
    }

    private static Class<?> load(String simpleName) {
        try {
            return Class.forName(MODELS + simpleName);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the client has no model " + simpleName + ", which the facts name", e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
