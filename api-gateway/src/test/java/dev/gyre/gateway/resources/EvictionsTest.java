package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a budget allows goes, and not one pod more. */
class EvictionsTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json");

    private final TestApi api = new TestApi();

    @BeforeEach
    void threePodsOfOneBudget() {
        for (String name : new String[] {"a", "b", "c"}) {
            api.call(
                    "POST " + PODS,
                    "{'metadata':{'name':'" + name + "','labels':{'app':'web'}},"
                            + "'spec':{'containers':[{'name':'c','image':'i'}]}}");
            becomes(name, "Running", "True");
        }
        api.call(
                "POST " + BUDGETS,
                "{'metadata':{'name':'web'},'spec':{'minAvailable':2,'selector':{'matchLabels':{'app':'web'}}}}");
    }

    private void becomes(String pod, String phase, String ready) {
        api.call(
                "PATCH " + PODS + "/" + pod + "/status",
                "{'status':{'phase':'" + phase + "','conditions':[{'type':'Ready','status':'" + ready + "'}]}}",
                STRATEGIC);
    }

    private void allow(int disruptions, int healthy) {
        Answer written = api.call(
                "PATCH " + BUDGETS + "/web/status",
                "{'status':{'observedGeneration':1,'disruptionsAllowed':" + disruptions + ",'currentHealthy':" + healthy
                        + ",'desiredHealthy':2,'expectedPods':3}}",
                Map.of("content-type", "application/merge-patch+json"));
        assertThat(written.code()).as(written.body().toString()).isEqualTo(200);
    }

    private Answer evict(String pod) {
        return api.call("POST " + PODS + "/" + pod + "/eviction", "{'metadata':{'name':'" + pod + "'}}");
    }

    @Test
    void eachEvictionTakesOneFromWhatIsAllowed() {
        allow(1, 3);
        assertThat(evict("a").code()).isEqualTo(201);
        Answer budget = api.call("GET " + BUDGETS + "/web");
        assertThat(budget.body().at("/status/disruptionsAllowed").asInt(-1)).isZero();
        assertThat(budget.text("/status/disruptedPods/a")).isEqualTo("2026-11-23T10:00:00Z");
        Answer refused = evict("b");
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.text("/details/causes/0/reason")).isEqualTo("DisruptionBudget");
        assertThat(refused.text("/details/causes/0/message"))
                .isEqualTo("The disruption budget web needs 2 healthy pods and has 3 currently");
        assertThat(api.call("GET " + PODS + "/b").code()).isEqualTo(200);
    }

    @Test
    void aBudgetThatNobodyHasCountedYetAllowsNothing() {
        assertThat(evict("a").text("/details/causes/0/message"))
                .isEqualTo("The disruption budget web is still being processed by the server.");
    }

    @Test
    void aDryRunTakesNothing() {
        allow(1, 3);
        assertThat(api.call(
                                "POST " + PODS + "/a/eviction",
                                "{'metadata':{'name':'a'},'deleteOptions':{'dryRun':['All']}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.call("GET " + BUDGETS + "/web")
                        .body()
                        .at("/status/disruptionsAllowed")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.call("GET " + PODS + "/a").code()).isEqualTo(200);
    }

    @Test
    void whatDoesNotRunIsMissedByNobody() {
        allow(0, 2);
        becomes("a", "Pending", "False");
        assertThat(evict("a").code()).isEqualTo(201);
        becomes("b", "Running", "False");
        assertThat(evict("b").code()).isEqualTo(201);
        allow(0, 1);
        becomes("c", "Running", "False");
        assertThat(evict("c").code()).isEqualTo(429);
        api.call(
                "PATCH " + BUDGETS + "/web",
                "{'spec':{'unhealthyPodEvictionPolicy':'AlwaysAllow'}}",
                Map.of("content-type", "application/merge-patch+json"));
        assertThat(evict("c").code()).isEqualTo(201);
    }

    @Test
    void twoBudgetsOfOnePodAreTooMany() {
        api.call("POST " + BUDGETS, "{'metadata':{'name':'all'},'spec':{'minAvailable':1,'selector':{}}}");
        Answer refused = evict("a");
        assertThat(refused.code()).isEqualTo(500);
        assertThat(refused.message()).contains("This pod has more than one PodDisruptionBudget");
    }

    /** A pod that a node runs goes in its own time, and says meanwhile why. */
    @Test
    void anEvictedPodSaysThatItWasEvicted() {
        api.call("DELETE " + BUDGETS + "/web");
        api.call(
                "POST " + PODS + "/a/binding",
                "{'metadata':{'name':'a'},'target':{'apiVersion':'v1','kind':'Node','name':'node-1'}}");
        assertThat(evict("a").code()).isEqualTo(201);
        Answer going = api.call("GET " + PODS + "/a");
        assertThat(going.text("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(going.body().at("/status/conditions").valueStream())
                .filteredOn(condition -> condition.path("type").asString().equals("DisruptionTarget"))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.path("status").asString()).isEqualTo("True");
                    assertThat(condition.path("reason").asString()).isEqualTo("EvictionByEvictionAPI");
                });
    }

    /** A deletion leaves the last state that there was, which is where it is found by whoever asks what became of the pod. */
    @Test
    void aPodThatGoesAtOnceSaysBeforeThatItIsEvicted() {
        api.call("DELETE " + BUDGETS + "/web");
        Answer before = api.call("GET " + PODS + "/a");
        Answer evicted = api.call(
                "POST " + PODS + "/a/eviction",
                "{'metadata':{'name':'a'},'deleteOptions':{'gracePeriodSeconds':0,'preconditions':{'resourceVersion':'"
                        + before.revision() + "'}}}");
        assertThat(evicted.code()).as(evicted.body().toString()).isEqualTo(201);
        assertThat(api.call("GET " + PODS + "/a").code()).isEqualTo(404);
        assertThat(lastStateOf("a").at("/status/conditions").valueStream())
                .filteredOn(condition -> condition.path("type").asString().equals("DisruptionTarget"))
                .singleElement()
                .satisfies(condition ->
                        assertThat(condition.path("reason").asString()).isEqualTo("EvictionByEvictionAPI"));
    }

    @Test
    void aPodThatIsAnotherByNowIsToldNothing() {
        api.call("DELETE " + BUDGETS + "/web");
        String before = api.call("GET " + PODS + "/a").revision();
        Answer refused = api.call(
                "POST " + PODS + "/a/eviction",
                "{'metadata':{'name':'a'},'deleteOptions':{'gracePeriodSeconds':0,'preconditions':{'uid':'other'}}}");
        assertThat(refused.code()).isEqualTo(409);
        assertThat(api.call("GET " + PODS + "/a").revision()).isEqualTo(before);
    }

    private JsonNode lastStateOf(String pod) {
        return api.store.history(1).toCompletableFuture().join().batches().stream()
                .flatMap(batch -> batch.get().events().stream())
                .filter(StoreEvent.Changed.class::isInstance)
                .map(StoreEvent.Changed.class::cast)
                .filter(event -> event.key().name().equals(pod) && event.current() == null)
                .map(StoreEvent.Changed::previous)
                .map(StoredObject::json)
                .findFirst()
                .orElseThrow();
    }
}
