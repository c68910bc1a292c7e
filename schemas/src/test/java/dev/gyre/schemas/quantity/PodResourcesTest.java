package dev.gyre.schemas.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PodResourcesTest {

    private static JsonNode requests(String cpu, String memory) {
        return Yaml.readObject("resources: {requests: {cpu: %s, memory: %s}}".formatted(cpu, memory));
    }

    @Test
    void containersAddUp() {
        JsonNode spec =
                Yaml.readObject("containers: [%s, %s, {}]".formatted(requests("100m", "64Mi"), requests("1", "1Gi")));
        assertThat(PodResources.requests(spec)).hasToString("{\"cpu\":\"1100m\",\"memory\":\"1088Mi\"}");
    }

    @Test
    void ofInitializationTheLargestStepCounts() {
        JsonNode spec = Yaml.readObject("{initContainers: [%s, %s], containers: [%s]}"
                .formatted(requests("2", "1Mi"), requests("1", "2Mi"), requests("500m", "10Mi")));
        assertThat(PodResources.requests(spec)).hasToString("{\"cpu\":\"2\",\"memory\":\"10Mi\"}");
    }

    @Test
    void sidecarsAddToAllThatComesAfterThem() {
        JsonNode spec = Yaml.readObject("""
                initContainers:
                - {name: early, resources: {requests: {cpu: 3}}}
                - {name: mesh, restartPolicy: Always, resources: {requests: {cpu: 1}}}
                - {name: late, resources: {requests: {cpu: 2500m}}}
                containers:
                - {name: web, resources: {requests: {cpu: 1}}}
                overhead: {cpu: 250m}
                """);
        assertThat(PodResources.requests(spec).milliCpu()).isEqualTo(3750);
    }

    @Test
    void whatThePodAsksForAsAWholeReplacesTheSum() {
        JsonNode spec =
                Yaml.readObject("{resources: {requests: {cpu: 2}}, containers: [%s]}".formatted(requests("1", "1Mi")));
        assertThat(PodResources.requests(spec)).hasToString("{\"cpu\":\"2\",\"memory\":\"1Mi\"}");
    }

    @Test
    void fittingAsksForEveryResource() {
        ResourceAmounts node = ResourceAmounts.of(Yaml.readObject("{cpu: 2, memory: 1Gi, pods: 110}"));
        assertThat(ResourceAmounts.of(Yaml.readObject("{cpu: 2000m}")).fitsInto(node))
                .isTrue();
        assertThat(ResourceAmounts.of(Yaml.readObject("{cpu: 2001m}")).fitsInto(node))
                .isFalse();
        assertThat(ResourceAmounts.of(Yaml.readObject("{example.com/gpu: 1}")).fitsInto(node))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{containers: [{}]} | BestEffort",
                "{containers: [{resources: {requests: {cpu: 1}}}]} | Burstable",
                "{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}]} | Guaranteed",
                "{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}}}]} | Guaranteed",
                "{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}, {}]} | Burstable",
                "{containers: [{resources: {limits: {example.com/gpu: 1}}}]} | BestEffort"
            })
    void qualityOfServiceFollowsFromRequestsAndLimits(String spec, String word) {
        assertThat(QosClass.of(Yaml.readObject(spec)).word()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({
        "25%, 10, 3, 2",
        "25%, 4, 1, 1",
        "5, 10, 5, 5",
        "0, 10, 0, 0",
        "100%, 7, 7, 7",
        "0%, 7, 0, 0",
        "200%, 3, 6, 6"
    })
    void sharesAreRoundedUpOrDown(String value, int total, int up, int down) {
        JsonNode node = Yaml.readObject("v: " + value).get("v");
        assertThat(IntOrPercent.roundedUp(node, total)).isEqualTo(up);
        assertThat(IntOrPercent.roundedDown(node, total)).isEqualTo(down);
    }

    @Test
    void whatIsNoShareIsRefused() {
        JsonNode node = Yaml.readObject("v: a lot").get("v");
        assertThatThrownBy(() -> IntOrPercent.roundedUp(node, 1))
                .hasMessage("invalid value for IntOrString: \"a lot\"");
    }
}
