package dev.gyre.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class YamlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "yes | true",
                "Off | false",
                "n | false",
                "'yes' | \"yes\"",
                "\"on\" | \"on\"",
                "!!str yes | \"yes\"",
                "~ | null",
                "0644 | 420",
                "0o644 | 420",
                "0x1F | 31",
                "1_000 | 1000",
                "-7 | -7",
                "9223372036854775808 | 9223372036854775808",
                "1.50 | 1.50",
                "1e3 | 1E+3",
                "1.2.3 | \"1.2.3\"",
                "2024-01-02 | \"2024-01-02\"",
                "250m | \"250m\"",
                "0x | \"0x\"",
                "089 | 89",
            })
    void scalarsMeanWhatKubernetesClientsTakeThemFor(String yaml, String json) {
        assertThat(Yaml.readObject("a: " + yaml).get("a").toString()).isEqualTo(json);
    }

    @Test
    void keysAreStrings() {
        assertThat(Yaml.readObject("{1: a, yes: b, x: c}").toString())
                .isEqualTo("{\"1\":\"a\",\"true\":\"b\",\"x\":\"c\"}");
    }

    @Test
    void severalDocumentsInAStream() {
        assertThat(Yaml.readObjects("a: 1\n---\n---\n# nothing\n---\nb: 2\n...\n"))
                .hasSize(2);
        assertThatThrownBy(() -> Yaml.readObjects("a: 1\n---\n- x")).hasMessage("expected a mapping, found array");
        assertThatThrownBy(() -> Yaml.readObject("a: 1\n---\nb: 2")).hasMessage("expected one document, found 2");
    }

    @Test
    void aliasesAndMergesAreReplacedByWhatTheyStandFor() {
        assertThat(Yaml.readObject("""
                base: &b {x: 1, z: 2}
                copy: *b
                more: {<<: *b, z: 3}
                """).toString())
                .isEqualTo("{\"base\":{\"x\":1,\"z\":2},\"copy\":{\"x\":1,\"z\":2},\"more\":{\"z\":3,\"x\":1}}");
    }

    @Test
    void refusesWhatWouldGrowWithoutBound() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        assertThatThrownBy(() -> Yaml.readObject(bomb.toString())).hasMessageContaining("more than 500000 values");
        assertThatThrownBy(() -> Yaml.readObject("a: " + "[".repeat(300) + "]".repeat(300)))
                .isInstanceOf(YamlException.class);
        assertThatThrownBy(() -> Yaml.readObject("a: &x {b: *x}")).isInstanceOf(YamlException.class);
    }

    @Test
    void refusesAKeyTwice() {
        assertThatThrownBy(() -> Yaml.readObject("a: 1\na: 2")).hasMessage("line 2: key \"a\" already set in map");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: b: c", "\tx: 1", "a: .inf", "? [x]\n: y", "a: *nothing"})
    void refusesWhatIsNotYamlOrCouldNotBeJson(String text) {
        assertThatThrownBy(() -> Yaml.readObject(text)).isInstanceOf(YamlException.class);
    }

    @Test
    void writesBlocks() {
        ObjectNode pod = Yaml.readObject("""
                kind: Pod
                spec:
                  containers:
                  - args: ["-c", "a\\nb\\n", "yes", "", "x: y", "0x1"]
                    name: web
                    resources: {}
                """);
        assertThat(Yaml.write(pod)).isEqualTo("""
                kind: Pod
                spec:
                  containers:
                  - args:
                    - "-c"
                    - |
                      a
                      b
                    - "yes"
                    - ""
                    - "x: y"
                    - "0x1"
                    name: web
                    resources: {}
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain", "two words", "trailing ", " leading", "yes", "null", "1e3", "a: b", "a #b", "#", "- x", "a\nb",
                        "a\n",
                "a\n\n", "\na", "  a\n b", "tab\there", "\u0000", "é☃", "a:b", "nginx:1.7.9", "~", "{x}", "\"q\"", "x:",
                        "a\r\nb"
            })
    void everyStringIsReadAsItWasWritten(String text) {
        ObjectNode object = Json.object().put("a", text).put(text, 1);
        object.putArray("list").add(text).addArray().add(text);
        assertThat(Yaml.readObject(Yaml.write(object))).isEqualTo(object);
    }
}
