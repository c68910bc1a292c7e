package dev.gyre.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class YamlPropertiesTest {

    @Property(tries = 300)
    void everyTreeIsReadAsItWasWritten(@ForAll("trees") JsonNode tree) {
        assertThat(Yaml.readAll(Yaml.write(tree))).containsExactly(tree);
    }

    /** Characters that mean something to YAML, and words that mean something to its older readers, come up often. */
    @Provide
    Arbitrary<JsonNode> trees() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars(" \n\t-:#'\"{}[],&*!|>%@`?~=.\\")
                        .withChars("ab01yeE_")
                        .ofMaxLength(8),
                Arbitraries.strings().ofMaxLength(5).filter(YamlPropertiesTest::isText),
                Arbitraries.of(
                        "yes",
                        "NO",
                        "on",
                        "null",
                        "~",
                        "1e3",
                        "0x1f",
                        "1_000",
                        "2024-01-02",
                        "<<",
                        "=",
                        ".inf",
                        "1Gi"));
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                texts.map(text -> Json.MAPPER.getNodeFactory().stringNode(text)),
                Arbitraries.integers().map(i -> Json.MAPPER.getNodeFactory().numberNode(i)),
                Arbitraries.of(true, false)
                        .map(b -> Json.MAPPER.getNodeFactory().booleanNode(b)),
                Arbitraries.just(Json.MAPPER.nullNode()));
        return Arbitraries.recursive(() -> leaves, inner -> containers(texts, inner), 3);
    }

    private static Arbitrary<JsonNode> containers(Arbitrary<String> texts, Arbitrary<JsonNode> inner) {
        Arbitrary<JsonNode> arrays = inner.list().ofMaxSize(3).map(items -> {
            ArrayNode array = Json.MAPPER.createArrayNode();
            items.forEach(array::add);
            return array;
        });
        Arbitrary<JsonNode> objects = Arbitraries.maps(texts, inner)
                .ofMaxSize(3)
                .map(fields -> {
                    ObjectNode object = Json.object();
                    fields.forEach(object::set);
                    return object;
                });
        return Arbitraries.oneOf(arrays, objects);
    }

    /** Halves of surrogate pairs are no text, and UTF-8 has no place for them. */
    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
