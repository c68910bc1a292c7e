package dev.gyre.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KeyedDataTest {

    /** A variable cannot hold a zero byte; a file can. */
    @Test
    void binaryDataIsForVolumesAndNotForVariables() {
        ObjectNode json = Json.object();
        json.putObject("metadata").put("name", "c").put("namespace", "n");
        json.putObject("data").put("text", "t");
        json.putObject("binaryData").put("bytes", "AAEC");
        Resource configMap = Resource.of(ResourceKey.namespaced("", "configmaps", "n", "c"), 1, json);
        assertThat(KeyedData.of(configMap)).containsOnlyKeys("text", "bytes");
        assertThat(KeyedData.of(configMap).get("bytes")).containsExactly(0, 1, 2);
        assertThat(KeyedData.ofVariables(configMap)).containsOnlyKeys("text");
    }
}
