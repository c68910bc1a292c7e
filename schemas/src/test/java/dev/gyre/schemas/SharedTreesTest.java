package dev.gyre.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SharedTreesTest {

    private static final String POD = """
            {"metadata":{"name":"%s"},"spec":{"tolerations":[{"key":"node.kubernetes.io/not-ready","effect":"NoExecute"}],
             "containers":[{"name":"web","image":"registry.example.com/web:1","ports":[{"containerPort":8080}]}]}}""";

    @Test
    void whatTwoObjectsSayIsThereOnce() {
        JsonNode first = read(POD.formatted("a"));
        JsonNode second = read(POD.formatted("b"));

        assertThat(second.path("spec")).isSameAs(first.path("spec"));
        assertThat(second.path("metadata")).isNotSameAs(first.path("metadata"));
        assertThat(second.path("metadata").path("name").asString()).isEqualTo("b");
    }

    @Test
    void anotherOrderOrFormOfTheSameIsAnother() {
        assertThat(written("{\"p\":{\"order-a\":1,\"order-b\":2}}")).isEqualTo("{\"p\":{\"order-a\":1,\"order-b\":2}}");
        assertThat(written("{\"p\":{\"order-b\":2,\"order-a\":1}}")).isEqualTo("{\"p\":{\"order-b\":2,\"order-a\":1}}");
        assertThat(written("{\"p\":[\"form\",1.0]}")).isEqualTo("{\"p\":[\"form\",1.0]}");
        assertThat(written("{\"p\":[\"form\",1.00]}")).isEqualTo("{\"p\":[\"form\",1.00]}");
        assertThat(written("{\"p\":[\"form\",1]}")).isEqualTo("{\"p\":[\"form\",1]}");
    }

    @Test
    void whatIsLargeIsSharedInItsPartsOnly() {
        String large = "{\"p\":{\"text\":\"" + "x".repeat(5_000) + "\",\"part\":{\"of\":\"a large one\"}}}";
        JsonNode first = read(large);
        JsonNode second = read(large);

        assertThat(second.path("p")).isNotSameAs(first.path("p")).isEqualTo(first.path("p"));
        assertThat(second.path("p").path("part")).isSameAs(first.path("p").path("part"));
    }

    @Test
    void whoChangesWhatIsSharedIsFound() {
        ObjectNode shared = (ObjectNode)
                read("{\"p\":{\"whose\":\"everybody's\",\"and\":[1,2,3]}}").path("p");
        shared.withArray("/and").add(4);
        try {
            assertThatThrownBy(() -> read("{\"p\":{\"whose\":\"everybody's\",\"and\":[1,2,3]}}"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("somebody has changed");
        } finally {
            shared.withArray("/and").remove(3);
        }
    }

    @Property
    void aTreeStaysWhatItWas(@ForAll @Size(max = 20) java.util.List<String> texts, @ForAll int number) {
        ObjectNode tree = Json.object();
        for (String text : texts) {
            tree.withArray("/texts").add(text);
            tree.withObject("/by")
                    .put(text, number % 7)
                    .putArray("list-" + text)
                    .add(text.length())
                    .addNull()
                    .add(true);
        }
        String before = tree.toString();
        assertThat(SharedTrees.of(tree.deepCopy()).toString()).isEqualTo(before);
        assertThat(SharedTrees.of(tree.deepCopy()).toString()).isEqualTo(before);
        assertThat(SharedTrees.of(tree.deepCopy())).isEqualTo(tree);
    }

    private static ObjectNode read(String json) {
        return SharedTrees.of(Json.readObject(json.getBytes(UTF_8)));
    }

    private static String written(String json) {
        return new String(Json.write(read(json)), UTF_8);
    }
}
