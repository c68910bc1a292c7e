package dev.gyre.schemas.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.structure.Pruning;
import dev.gyre.schemas.structure.StructureCheck;
import dev.gyre.schemas.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents as sent and as filled in, side by side in {@code src/test/resources/defaults}. With {@code -Dgolden.write=true} the
 * outcome is written instead of compared, to be reviewed as a diff.
 */
class DefaultsTest {

    private static final Path FILES = Path.of("src/test/resources/defaults");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".in.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void fillsInWhatWasLeftOut(Path in) throws IOException {
        ObjectNode object = Yaml.readObject(Files.readString(in));
        ApiVersion version = version(object);
        assertThat(StructureCheck.problems(object, version.schema())).isEmpty();

        Pruning.prune(object, version.schema());
        version.defaults().apply(object);
        String outcome = Yaml.write(sorted(object));

        assertThat(StructureCheck.problems(object, version.schema())).isEmpty();
        Path expected = FILES.resolve(in.getFileName().toString().replace(".in.yaml", ".out.yaml"));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, outcome);
        }
        assertThat(outcome).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void fillingInTwiceChangesNothingMore(Path in) throws IOException {
        ObjectNode object = Yaml.readObject(Files.readString(in));
        ApiVersion version = version(object);
        version.defaults().apply(object);
        ObjectNode once = object.deepCopy();
        version.defaults().apply(object);
        assertThat(object).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1.7.9, IfNotPresent",
        "localhost:5000/nginx, Always",
        "localhost:5000/nginx:2, IfNotPresent",
        "nginx@sha256:00, IfNotPresent",
        "nginx:latest@sha256:00, Always"
    })
    void imagesThatMayChangeAreAlwaysPulled(String image, String policy) {
        assertThat(ContainerDefaults.pullPolicy(image)).isEqualTo(policy);
    }

    private static ApiVersion version(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString();
        ResourceKind kind = KubernetesKinds.registry()
                .ofObject(apiVersion, object.path("kind").asString());
        assertThat(kind).isNotNull();
        ApiVersion version = kind.served(apiVersion);
        assertThat(version).isNotNull();
        return version;
    }

    /** By name, so that where a default was put does not matter. */
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode sorted = object.objectNode();
            object.properties().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(field -> sorted.set(field.getKey(), sorted(field.getValue())));
            return sorted;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode sorted = array.arrayNode();
            array.forEach(item -> sorted.add(sorted(item)));
            return sorted;
        }
        return node;
    }
}
