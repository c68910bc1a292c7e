package dev.gyre.gateway.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfoParser;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Which requests belong where, by the schemas of a fresh cluster and by those that are stored. */
class FlowControlTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private final WatchCache cache;
    private final FlowControl flows;

    FlowControlTest() {
        cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(WatchCache.Limits.DEFAULT, () -> NOW, (delay, step) -> {}, Runnable::run))
                .toCompletableFuture()
                .join();
        flows = new FlowControl(cache, () -> NOW, Runnable::run);
    }

    @ParameterizedTest
    @CsvSource({
        "admin, system:masters, GET, /api/v1/pods, exempt",
        "bob, -, GET, /livez, probes",
        "bob, -, GET, /api/v1/pods, global-default",
        "bob, -, GET, /version, global-default",
        "system:node:n1, system:nodes, PUT, /api/v1/nodes/n1/status, system-node-high",
        "system:node:n1, system:nodes, GET, /api/v1/namespaces/a/pods/b, system-nodes",
        "system:kube-scheduler, -, POST, /api/v1/namespaces/a/pods/b/binding, kube-scheduler",
        "system:serviceaccount:kube-system:job-controller, system:serviceaccounts, POST, /api/v1/namespaces/a/pods,"
                + " kube-system-service-accounts",
        "system:serviceaccount:kube-system:a, system:serviceaccounts, PUT,"
                + " /apis/coordination.k8s.io/v1/namespaces/a/leases/b, system-leader-election",
        "system:serviceaccount:a:b, system:serviceaccounts, GET, /api/v1/pods, service-accounts",
        "nobody, none, GET, /api/v1/pods, catch-all",
    })
    void requestsOfAFreshClusterGoWhereKubernetesSendsThem(
            String user, String group, String method, String path, String schema) {
        FlowControlObjects.all().forEach(this::put);
        assertThat(schemaOf(user, group, method, path)).isEqualTo("uid-" + schema);
    }

    @Test
    void theMandatoryOnesHoldWhereNothingIsStored() {
        assertThat(schemaOf("admin", "system:masters", "GET", "/api/v1/pods")).isEmpty();
        assertThat(flows.level("exempt")).isNotNull();
        assertThat(flows.level("catch-all")).isNotNull();
        assertThat(flows.level("system")).isNull();
    }

    @Test
    void whatIsStoredHoldsFromTheNextRequestOn() {
        FlowControlObjects.all().forEach(this::put);
        assertThat(schemaOf("bob", "-", "GET", "/api/v1/pods")).isEqualTo("uid-global-default");
        ObjectNode mine = FlowControlObjects.all()
                .get(key("flowschemas", "global-default"))
                .deepCopy();
        mine.withObjectProperty("metadata").put("name", "mine");
        mine.withObjectProperty("spec").put("matchingPrecedence", 50);
        put(key("flowschemas", "mine"), mine);
        assertThat(schemaOf("bob", "-", "GET", "/api/v1/pods")).isEqualTo("uid-mine");
        ObjectNode dangling = mine.deepCopy();
        dangling.withObjectProperty("spec")
                .withObjectProperty("priorityLevelConfiguration")
                .put("name", "nowhere");
        put(key("flowschemas", "mine"), dangling);
        assertThat(schemaOf("bob", "-", "GET", "/api/v1/pods")).isEqualTo("uid-global-default");
    }

    @Test
    void aLevelKeepsItsSeatsWhenItsSharesChange() {
        FlowControlObjects.all().forEach(this::put);
        ApiRequest request = request("bob", "-", "GET", "/api/v1/pods");
        flows.classify(request, RequestInfoParser.parse(request)).run(CompletableFuture::new);
        PriorityLevel before = flows.level("global-default");
        ObjectNode wider = FlowControlObjects.all()
                .get(key("prioritylevelconfigurations", "global-default"))
                .deepCopy();
        wider.withObjectProperty("spec").withObjectProperty("limited").put("nominalConcurrencyShares", 200);
        put(key("prioritylevelconfigurations", "global-default"), wider);
        assertThat(flows.level("global-default")).isSameAs(before);
        assertThat(before.taken()).isEqualTo(1);
    }

    private String schemaOf(String user, String group, String method, String path) {
        ApiRequest request = request(user, group, method, path);
        ApiResponse answer = flows.classify(request, RequestInfoParser.parse(request))
                .marked(new ApiResponse.Full(200, Map.of(), new byte[0]));
        return String.valueOf(answer.headers().get("x-kubernetes-pf-flowschema-uid"));
    }

    private static ApiRequest request(String user, String group, String method, String path) {
        UserInfo info = group.equals("none") ? UserInfo.of(user) : UserInfo.of(user, group, "system:authenticated");
        return new ApiRequest("r", method, path, Map.of(), Map.of(), new byte[0], info);
    }

    private void put(ResourceKey key, ObjectNode object) {
        ObjectNode stored = object.deepCopy();
        stored.withObjectProperty("metadata").put("uid", "uid-" + key.name());
        StoredObject before = cache.latest().get(key);
        long revision = before == null ? 0 : before.modRevision();
        store.write(new Write.Put(key, revision, stored, new Provenance("test", "test", "", NOW), List.of()))
                .toCompletableFuture()
                .join();
    }

    private static ResourceKey key(String plural, String name) {
        return ResourceKey.clusterScoped(FlowControl.GROUP, plural, name);
    }
}
