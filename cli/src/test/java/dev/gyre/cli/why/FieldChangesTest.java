package dev.gyre.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangesTest {

    @Test
    void namedThingsGoByName() {
        assertThat(between(
                        "{'containers':[{'name':'a','image':'x:1'},{'name':'b','image':'y:1'}]}",
                        "{'containers':[{'name':'b','image':'y:2'},{'name':'a','image':'x:1'}]}"))
                .containsExactly(".containers[b].image: y:1 -> y:2");
    }

    @Test
    void ofOtherListsWhatWentAndWhatCame() {
        assertThat(
                        between(
                                "{'taints':[{'key':'gone','effect':'NoSchedule'},{'key':'stays','effect':'NoSchedule'}]}",
                                "{'taints':[{'key':'stays','effect':'NoSchedule'},{'key':'node.kubernetes.io/unreachable','effect':'NoExecute'}]}"))
                .containsExactly(
                        ".taints: {\"key\":\"gone\",\"effect\":\"NoSchedule\"} -> nothing",
                        ".taints: nothing -> {\"key\":\"node.kubernetes.io/unreachable\",\"effect\":\"NoExecute\"}");
    }

    @Test
    void anotherOrderIsToldWhole() {
        assertThat(between("{'args':['a','b']}", "{'args':['b','a']}"))
                .containsExactly(".args: [\"a\",\"b\"] -> [\"b\",\"a\"]");
    }

    @Test
    void longValuesAreCut() {
        assertThat(between("{'a':'" + "x".repeat(121) + "'}", "{'a':1}"))
                .containsExactly(".a: " + "x".repeat(120) + "... -> 1");
    }

    private static List<String> between(String before, String after) {
        return FieldChanges.between("", Json.readObject(bytes(before)), Json.readObject(bytes(after)));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
