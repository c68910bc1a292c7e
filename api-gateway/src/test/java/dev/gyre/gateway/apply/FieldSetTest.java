package dev.gyre.gateway.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FieldSetTest {

    @Test
    void aPathIsInTheSetWhereNothingOrADotStandsBelowIt() {
        FieldSet set = FieldSet.read(json("{'f:a':{},'f:b':{'.':{},'f:c':{}},'f:d':{'f:e':{}}}"));
        assertThat(set.paths())
                .containsExactly(List.of("f:a"), List.of("f:b"), List.of("f:b", "f:c"), List.of("f:d", "f:e"));
    }

    @Test
    void whatClientsWriteBecomesCanonical() {
        FieldSet set =
                FieldSet.read(json("{'x:later':{},'k:{\\'b\\': 1,\\'a\\':2}':{'.':{}},'f:z':{},'f:a':{'.':{}}}"));
        assertThat(set.json()).hasToString("{\"f:a\":{},\"f:z\":{},\"k:{\\\"a\\\":2,\\\"b\\\":1}\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'f:a':1}", "{'nothing':{}}", "{'k:[]':{}}", "{'k:{':{}}", "{'i:x':{}}", "{'f:a':{'f:b':[]}}"})
    void whatIsNoSetIsRefused(String text) {
        assertThatThrownBy(() -> FieldSet.read(json(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pathsAreShownAsInMessages() {
        assertThat(PathElement.shown(List.of("f:spec", "k:{\"port\":80,\"protocol\":\"TCP\"}", "v:\"x\"", "i:3")))
                .isEqualTo(".spec[port=80,protocol=\"TCP\"][=\"x\"][3]");
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace("\\'", "\\\"").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
