package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.gateway.resources.TestApi.Watcher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What clients of lists and watches rely on: Go's reflectors, {@code kubectl}, and whoever pages through much. */
class ReadConformanceTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String INITIAL = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

    private final TestApi api = new TestApi();

    @BeforeEach
    void create() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            put(name);
        }
    }

    @Test
    void pagesShowOneMomentWhileTheStoreMovesOn() {
        Answer first = api.call("GET " + MAPS + "?limit=2");
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.body().at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
        api.call("DELETE " + MAPS + "/d");
        put("bb");
        Answer second = api.call("GET " + MAPS + "?limit=2&continue=" + first.text("/metadata/continue"));
        assertThat(names(second)).containsExactly("c", "d");
        Answer third = api.call("GET " + MAPS + "?limit=2&continue=" + second.text("/metadata/continue"));
        assertThat(names(third)).containsExactly("e");
        assertThat(third.text("/metadata/continue")).isEmpty();
        assertThat(List.of(second.revision(), third.revision())).containsOnly(first.revision());
        assertThat(names(api.call("GET " + MAPS + "?limit=500"))).containsExactly("a", "b", "bb", "c", "e");
    }

    @Test
    void howManyAreLeftIsNotSaidOfASelection() {
        Answer page = api.call("GET " + MAPS + "?limit=1&labelSelector=of%3Dall");
        assertThat(page.text("/metadata/continue")).isNotEmpty();
        assertThat(page.body().path("metadata").has("remainingItemCount")).isFalse();
    }

    @Test
    void aListCanBeHadOfAnEarlierMomentExactly() {
        String before = api.call("GET " + MAPS).revision();
        put("f");
        assertThat(names(api.call("GET " + MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + before)))
                .hasSize(5);
        assertThat(names(api.call("GET " + MAPS + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + before)))
                .hasSize(6);
        assertThat(names(api.call("GET " + MAPS + "?resourceVersion=0"))).hasSize(6);
    }

    @Test
    void initialEventsEndWithABookmarkForThoseWhoTakeThem() {
        Watcher asked = api.watch("GET " + MAPS + "?" + INITIAL + "&allowWatchBookmarks=true");
        assertThat(asked.events).hasSize(6);
        ObjectNode last = asked.events.getLast();
        assertThat(last.path("type").asString()).isEqualTo("BOOKMARK");
        assertThat(last.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                        .asString())
                .isEqualTo("true");
        assertThat(last.at("/object/metadata/resourceVersion").asString())
                .isEqualTo(api.call("GET " + MAPS).revision());
        Watcher silent = api.watch("GET " + MAPS + "?" + INITIAL);
        assertThat(silent.take()).containsExactly("ADDED a", "ADDED b", "ADDED c", "ADDED d", "ADDED e");
    }

    @Test
    void initialEventsAreOfASelectionWhereOneIsMade() {
        Watcher watcher =
                api.watch("GET " + MAPS + "?" + INITIAL + "&allowWatchBookmarks=true&fieldSelector=metadata.name%3Db");
        assertThat(watcher.take()).containsExactly("ADDED b", "BOOKMARK ");
        api.call("DELETE " + MAPS + "/a");
        api.call("DELETE " + MAPS + "/b");
        assertThat(watcher.take()).containsExactly("DELETED b");
    }

    @Test
    void aWatchFromNowOnShowsNothingOfBefore() {
        String now = api.call("GET " + MAPS).revision();
        Watcher watcher = api.watch("GET " + MAPS
                + "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=" + now);
        assertThat(watcher.take()).isEmpty();
        put("f");
        assertThat(watcher.take()).containsExactly("ADDED f");
    }

    @Test
    void bookmarksComeWhereTheyAreAllowedAndSayHowFarAWatchIs() {
        String now = api.call("GET " + MAPS).revision();
        Watcher allowed = api.watch("GET " + MAPS + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + now);
        Watcher not = api.watch("GET " + MAPS + "?watch=true&resourceVersion=" + now);
        put("f");
        assertThat(allowed.take()).containsExactly("ADDED f");
        assertThat(not.take()).containsExactly("ADDED f");
        String later = api.call("GET " + MAPS).revision();
        api.pass(Duration.ofMinutes(2));
        assertThat(allowed.events).isNotEmpty();
        assertThat(allowed.events.getFirst().path("type").asString()).isEqualTo("BOOKMARK");
        assertThat(allowed.events
                        .getFirst()
                        .at("/object/metadata/resourceVersion")
                        .asString())
                .isEqualTo(later);
        assertThat(allowed.events.getFirst().at("/object/kind").asString()).isEqualTo("ConfigMap");
        assertThat(not.events).isEmpty();
    }

    @Test
    void aWatchEndsWhenItsTimeIsOver() {
        Watcher watcher = api.watch("GET " + MAPS + "?watch=true&timeoutSeconds=30&resourceVersion=0");
        api.pass(Duration.ofSeconds(29));
        assertThat(watcher.isEnded).isFalse();
        api.pass(Duration.ofSeconds(1));
        assertThat(watcher.isEnded).isTrue();
    }

    @Test
    void whatLeavesTheSelectionIsDeletedToWhoeverWatchesIt() {
        String now = api.call("GET " + MAPS).revision();
        Watcher watcher = api.watch("GET " + MAPS + "?watch=true&labelSelector=of%3Dall&resourceVersion=" + now);
        Map<String, String> merge = Map.of("content-type", "application/merge-patch+json");
        api.call("PATCH " + MAPS + "/a", "{'metadata':{'labels':{'of':'none'}}}", merge);
        api.call("PATCH " + MAPS + "/a", "{'metadata':{'labels':{'of':'all'}}}", merge);
        api.call("PATCH " + MAPS + "/a", "{'data':{'k':'v'}}", merge);
        assertThat(watcher.take()).containsExactly("DELETED a", "ADDED a", "MODIFIED a");
    }

    @Test
    void metadataAloneIsThatOfTheObjectsInListsAndWatches() {
        String partial = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        Answer list = api.call("GET " + MAPS, new byte[0], Map.of("accept", partial));
        assertThat(list.text("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.text("/apiVersion")).isEqualTo("meta.k8s.io/v1");
        assertThat(list.text("/items/0/kind")).isEqualTo("PartialObjectMetadata");
        assertThat(list.body().at("/items/0").has("data")).isFalse();
        assertThat(list.text("/items/0/metadata/labels/of")).isEqualTo("all");
        ApiResponse.Streaming stream = (ApiResponse.Streaming) api.respond(
                "GET " + MAPS + "?watch=true",
                new byte[0],
                Map.of("accept", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"));
        Watcher watcher = new Watcher();
        watcher.open(stream);
        assertThat(watcher.events.getFirst().at("/object/kind").asString()).isEqualTo("PartialObjectMetadata");
        assertThat(watcher.events.getFirst().path("object").has("data")).isFalse();
    }

    @Test
    void prettyIsForPeople() {
        ApiResponse.Full pretty =
                (ApiResponse.Full) api.respond("GET " + MAPS + "/a?pretty=true", new byte[0], Map.of());
        assertThat(new String(pretty.body(), StandardCharsets.UTF_8)).contains("\n  ");
        ApiResponse.Full plain = (ApiResponse.Full) api.respond("GET " + MAPS + "/a", new byte[0], Map.of());
        assertThat(new String(plain.body(), StandardCharsets.UTF_8)).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/pods, spec.nodeName=a",
        "/api/v1/pods, spec.restartPolicy=Always",
        "/api/v1/pods, spec.schedulerName=a",
        "/api/v1/pods, spec.serviceAccountName=a",
        "/api/v1/pods, spec.hostNetwork=true",
        "/api/v1/pods, status.phase!=Running",
        "/api/v1/pods, status.podIP=1.2.3.4",
        "/api/v1/pods, status.nominatedNodeName=a",
        "/api/v1/nodes, spec.unschedulable=true",
        "/api/v1/namespaces, status.phase=Active",
        "/api/v1/secrets, type=Opaque",
        "/api/v1/services, spec.clusterIP=None",
        "/api/v1/services, spec.type=NodePort",
        "/api/v1/replicationcontrollers, status.replicas=0",
        "/apis/apps/v1/replicasets, status.replicas=0",
        "/apis/batch/v1/jobs, status.successful=1",
        "/apis/certificates.k8s.io/v1/certificatesigningrequests, spec.signerName=a.b/c",
        "/api/v1/events, involvedObject.name=a",
        "/api/v1/events, reason=a",
        "/api/v1/events, source=a",
        "/apis/events.k8s.io/v1/events, regarding.name=a",
        "/apis/events.k8s.io/v1/events, reportingController=a",
        "/apis/apps/v1/deployments, metadata.namespace=a",
    })
    void fieldsThatKubernetesSelectsByAreSelectedBy(String path, String selector) {
        String encoded = java.net.URLEncoder.encode(selector, StandardCharsets.UTF_8);
        assertThat(api.call("GET " + path + "?fieldSelector=" + encoded).code()).isEqualTo(200);
    }

    private void put(String name) {
        api.call("POST " + MAPS, "{'metadata':{'name':'" + name + "','labels':{'of':'all'}}}");
    }

    private static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.body()
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asString()));
        return names;
    }
}
