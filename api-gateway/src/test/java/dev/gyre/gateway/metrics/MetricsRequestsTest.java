package dev.gyre.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Metrics of two nodes, of which one does not answer. */
class MetricsRequestsTest {

    private static final String MEASURED = "'cpu': {'time': '2026-11-23T09:59:58Z', 'usageNanoCores': 250000000,"
            + " 'windowMillis': 10062}, 'memory': {'workingSetBytes': 5242880}";
    private static final String SUMMARY = "{'node': {" + MEASURED + "}, 'pods': [{'podRef': {'uid': 'uid-web'},"
            + " 'containers': [{'name': 'a', " + MEASURED + "}, {'name': 'b', " + MEASURED + "}]},"
            + " {'podRef': {'uid': 'uid-young'}, 'containers': [{'name': 'a', 'cpu': {}, 'memory': {}}]}]}";

    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private final List<String> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final MetricsRequests requests;

    MetricsRequestsTest() {
        WatchCache cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(WatchCache.Limits.DEFAULT, () -> now, (delay, step) -> {}, Runnable::run))
                .toCompletableFuture()
                .join();
        NodeSummaries summaries = new NodeSummaries(
                node -> {
                    asked.add(node.key().name());
                    return node.key().name().equals("up")
                            ? CompletableFuture.completedFuture(json(SUMMARY))
                            : CompletableFuture.failedFuture(new IllegalStateException("unreachable"));
                },
                () -> now);
        requests = new MetricsRequests(cache, summaries, () -> now);
        put(ResourceKey.clusterScoped("", "nodes", "up"), "{'metadata': {'labels': {'zone': 'a'}}}");
        put(ResourceKey.clusterScoped("", "nodes", "down"), "{'metadata': {}}");
        put(pod("web"), "{'metadata': {'labels': {'app': 'web'}}, 'spec': {'nodeName': 'up'}}");
        put(pod("young"), "{'metadata': {}, 'spec': {'nodeName': 'up'}}");
        put(pod("lost"), "{'metadata': {}, 'spec': {'nodeName': 'down'}}");
        put(pod("pending"), "{'metadata': {}, 'spec': {}}");
    }

    private static ResourceKey pod(String name) {
        return ResourceKey.namespaced("", "pods", "default", name);
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void put(ResourceKey key, String text) {
        ObjectNode object = json(text);
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        metadata.put("name", key.name()).put("uid", "uid-" + key.name());
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        store.write(new Write.Put(key, 0, object, new Provenance("test", "test", "", now), List.of()))
                .toCompletableFuture()
                .join();
    }

    private ObjectNode ask(String verb, String resource, String name, Map<String, List<String>> query, String accept) {
        ApiRequest request =
                new ApiRequest("r", "GET", "/", query, Map.of("accept", accept), new byte[0], UserInfo.of("admin"));
        RequestInfo info = new RequestInfo(
                true,
                verb,
                "/",
                "metrics.k8s.io",
                "v1beta1",
                "metrics.k8s.io/v1beta1",
                resource.equals("pods") ? "default" : "",
                resource,
                null,
                name);
        ApiResponse answer =
                requests.answer(request, info).toCompletableFuture().join();
        return Json.readObject(((ApiResponse.Full) answer).body());
    }

    private ObjectNode list(String resource, String labels) {
        return ask("list", resource, null, Map.of("labelSelector", List.of(labels)), "application/json");
    }

    @Test
    void nodesThatAnswerAreThere() {
        ObjectNode nodes = list("nodes", "");
        assertThat(nodes.path("kind").asString()).isEqualTo("NodeMetricsList");
        assertThat(nodes.at("/items").size()).isEqualTo(1);
        assertThat(nodes.at("/items/0/metadata/name").asString()).isEqualTo("up");
        assertThat(nodes.at("/items/0/usage/cpu").asString()).isEqualTo("250000000n");
        assertThat(nodes.at("/items/0/usage/memory").asString()).isEqualTo("5120Ki");
        assertThat(nodes.at("/items/0/window").asString()).isEqualTo("10.062s");
        assertThat(list("nodes", "zone=b").at("/items").size()).isZero();
    }

    @Test
    void podsAreThereOnceAllTheirContainersAreMeasured() {
        ObjectNode pods = list("pods", "");
        assertThat(pods.at("/items").size()).isEqualTo(1);
        assertThat(pods.at("/items/0/containers").size()).isEqualTo(2);
        assertThat(pods.at("/items/0/metadata/labels/app").asString()).isEqualTo("web");
        assertThat(list("pods", "app=other").at("/items").size()).isZero();
    }

    @Test
    void oneByName() {
        assertThat(ask("get", "pods", "web", Map.of(), "application/json")
                        .path("kind")
                        .asString())
                .isEqualTo("PodMetrics");
        for (String name : List.of("young", "lost", "pending", "nosuch")) {
            assertThatThrownBy(() -> ask("get", "pods", name, Map.of(), "application/json"))
                    .hasMessageContaining("podmetrics.metrics.k8s.io \"default/" + name + "\" not found");
        }
    }

    @Test
    void aTableHasARowForEach() {
        ObjectNode table =
                ask("list", "pods", null, Map.of(), "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        assertThat(table.path("kind").asString()).isEqualTo("Table");
        assertThat(table.at("/rows/0/cells").toString()).isEqualTo("[\"web\",\"500m\",\"10Mi\",\"10.062s\"]");
    }

    @Test
    void kubeletsAreAskedAgainOnlyAfterSomeSeconds() {
        list("nodes", "");
        list("pods", "");
        assertThat(asked).containsExactlyInAnyOrder("up", "down");
        now = now.plus(Duration.ofSeconds(5));
        list("nodes", "zone=a");
        assertThat(asked).containsExactlyInAnyOrder("up", "down", "up");
    }
}
