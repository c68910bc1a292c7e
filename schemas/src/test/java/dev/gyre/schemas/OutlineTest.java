package dev.gyre.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OutlineTest {

    private static final ResourceKey KEY = ResourceKey.namespaced("", "pods", "shop", "web");

    private static final ObjectNode POD = Json.readObject("""
            {"metadata":{"name":"web","uid":"u1","labels":{"app":"web"},
              "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"rs","controller":true}]},
             "spec":{"nodeName":"n1","containers":[{"name":"c"}]},
             "status":{"phase":"Running","podIP":"10.0.0.1"}}""".getBytes(StandardCharsets.UTF_8));

    @Test
    void itSaysWhatAnObjectIsFoundBy() {
        assertThat(Outline.of(POD))
                .isEqualTo(new Outline(
                        "u1",
                        Map.of("app", "web"),
                        List.of(new OwnerReference("apps/v1", "ReplicaSet", "web", "rs", true, false)),
                        "n1",
                        "Running"));
    }

    @Test
    void whatIsCutOfAnObjectHasTheSameOutlineAndNothingElse() {
        assertThat(Outline.of(Outline.cut(POD))).isEqualTo(Outline.of(POD));
        assertThat(Outline.cut(POD).toString()).doesNotContain("containers", "podIP", "name\":\"c");
        assertThat(Outline.cut(Json.object())).isEqualTo(Json.object());
    }

    @Test
    void anObjectIsReadOnceAndNotForWhatItsOutlineSays() {
        Queue<ObjectNode> once = new ArrayDeque<>(List.of(POD));
        Resource pod = Resource.outlined(KEY, 7, Outline.of(POD), once::remove);
        assertThat(pod.uid()).isEqualTo("u1");
        assertThat(pod.labels()).containsEntry("app", "web");
        assertThat(pod.controller()).isNotNull();
        assertThat(once).hasSize(1);
        assertThat(pod).isEqualTo(Resource.of(KEY, 7, POD));
        assertThat(pod.json()).isSameAs(POD);
        assertThatThrownBy(() -> pod.labels().put("app", "other")).isInstanceOf(UnsupportedOperationException.class);
    }
}
