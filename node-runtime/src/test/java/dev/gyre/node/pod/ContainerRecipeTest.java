package dev.gyre.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.lifecycle.PodCommand.CreateContainer;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ContainerRecipeTest {

    private static JsonNode mountsOf(String expression) {
        String text = """
                {"metadata": {"name": "p", "namespace": "default", "uid": "u", "annotations": {"at": "a"}},
                 "spec": {"containers": [{"name": "c",
                  "env": [{"name": "NAME", "value": "foo"},
                   {"name": "AT", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['at']"}}}],
                  "volumeMounts": [{"name": "v", "mountPath": "/plain", "subPath": "$(NAME)"},
                   {"name": "v", "mountPath": "/expanded", "subPathExpr": "%s"}]}]}}
                """.formatted(expression);
        Resource pod = Resource.of(
                ResourceKey.namespaced("", "pods", "default", "p"),
                1,
                Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
        return ContainerRecipe.withSubPaths(
                        pod,
                        new CreateContainer("c", 0, "image", "sandbox", "10.0.0.1", ""),
                        new NodeFacts("n", "10.0.0.2", 1000, 1 << 20, List.of(), "cluster.local"),
                        NeededObjects.NONE,
                        Map.of("WEB_PORT", "80"))
                .path("volumeMounts");
    }

    @Test
    void aSubPathExpressionIsExpandedWithTheContainersVariablesAndASubPathIsNot() {
        JsonNode mounts = mountsOf("$(AT)/$(NAME)-$(WEB_PORT)/$$(NAME)");
        assertThat(mounts.path(0).path("subPath").asString()).isEqualTo("$(NAME)");
        assertThat(mounts.path(1).path("subPath").asString()).isEqualTo("a/foo-80/$(NAME)");
        assertThat(mounts.path(1).has("subPathExpr")).isFalse();
    }

    @Test
    void aVariableThatIsNotThereIsAFaultOfTheConfiguration() {
        assertThatThrownBy(() -> mountsOf("$(NAME)/$(NOT_THERE)"))
                .isInstanceOf(ConfigErrorException.class)
                .hasMessageContaining("NOT_THERE");
    }
}
