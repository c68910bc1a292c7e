package dev.gyre.schemas.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FieldSelectorTest {

    private static final ObjectNode POD = Yaml.readObject("""
            metadata: {name: web-1, namespace: default}
            spec: {nodeName: node-1}
            status: {phase: Running}
            """);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "metadata.name=web-1",
                "spec.nodeName==node-1,status.phase!=Failed",
                "spec.hostNetwork=false",
                "status.podIP="
            })
    void selects(String selector) {
        assertThat(FieldSelector.parse(selector).matchesObject(POD)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.name=web-2", "status.phase!=Running", "spec.nodeName=", "spec.hostNetwork=true"})
    void leavesOut(String selector) {
        assertThat(FieldSelector.parse(selector).matchesObject(POD)).isFalse();
    }

    @Test
    void valuesAreEscaped() {
        FieldSelector selector = FieldSelector.parse("metadata.name=a\\,b\\=c\\\\");
        assertThat(selector.required("metadata.name")).isEqualTo("a,b=c\\");
        assertThat(FieldSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @Test
    void eventsAreSelectedByEitherGroupsNames() {
        ObjectNode event = Yaml.readObject("""
                involvedObject: {name: web, kind: Pod}
                source: {component: kubelet}
                """);
        assertThat(FieldSelector.parse("involvedObject.name=web,regarding.kind=Pod,source=kubelet")
                        .matchesObject(event))
                .isTrue();
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> FieldSelector.parse("metadata.name"))
                .hasMessage("invalid selector: 'metadata.name'; can't understand 'metadata.name'");
        assertThatThrownBy(() -> FieldSelector.parse("a=b=c")).isInstanceOf(SelectorException.class);
        assertThatThrownBy(() -> FieldSelector.parse("a=b,".repeat(101))).hasMessageContaining("more than 100");
    }

    @Test
    void refusesFieldsThatAKindCannotBeSelectedBy() {
        var pods = KubernetesKinds.registry().find("", "pods");
        assertThat(pods).isNotNull();
        assertThat(FieldSelector.parse("spec.nodeName=x").checkedFor(pods).terms())
                .hasSize(1);
        assertThatThrownBy(() -> FieldSelector.parse("spec.image=x").checkedFor(pods))
                .hasMessage("field label not supported: spec.image");
    }
}
