package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.EtcdGateway.Answer;
import dev.gyre.gateway.storage.etcd.TestEtcd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Two gateways before one real etcd, and everybody evicts at once: a budget is never overdrawn. */
class ConcurrentEvictionsIT {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final int COUNT = 24;
    private static final int ALLOWED = 5;

    private TestEtcd etcd;
    private List<EtcdGateway> gateways;

    @BeforeEach
    void open() throws Exception {
        etcd = TestEtcd.start();
        gateways = List.of(new EtcdGateway(etcd.endpoint(), 1), new EtcdGateway(etcd.endpoint(), 2));
        for (ObjectNode namespace : BootstrapObjects.namespaces()) {
            call(0, "POST /api/v1/namespaces", namespace.toString());
        }
        call(0, "POST /api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}");
    }

    @AfterEach
    void close() {
        gateways.forEach(EtcdGateway::close);
        etcd.close();
    }

    private Answer call(int gateway, String line, String body) throws Exception {
        return begin(gateway, line, body).get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<Answer> begin(int gateway, String line, String body) {
        return gateways.get(gateway).call(line, body).toCompletableFuture();
    }

    private void succeeds(String line, String body) throws Exception {
        Answer answer = call(0, line, body);
        assertThat(answer.code()).as(answer.message()).isIn(200, 201);
    }

    @Test
    void noMoreThanTheBudgetAllowsGo() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            String name = "p" + i;
            String pod = "'kind':'Pod','apiVersion':'v1','metadata':{'name':'" + name + "','labels':{'a':'b'}},"
                    + "'spec':{'containers':[{'name':'c','image':'i'}]}";
            succeeds("POST " + PODS, "{" + pod + "}");
            succeeds(
                    "PUT " + PODS + "/" + name + "/status",
                    "{" + pod + ",'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}");
        }
        succeeds(
                "POST " + BUDGETS,
                "{'metadata':{'name':'b'},'spec':{'minAvailable':1,'selector':{'matchLabels':{'a':'b'}}}}");
        ObjectNode budget = call(0, "GET " + BUDGETS + "/b", "").body();
        budget.putObject("status")
                .put("observedGeneration", 1)
                .put("disruptionsAllowed", ALLOWED)
                .put("currentHealthy", COUNT)
                .put("desiredHealthy", COUNT - ALLOWED)
                .put("expectedPods", COUNT);
        succeeds("PUT " + BUDGETS + "/b/status", budget.toString());

        List<CompletableFuture<Answer>> begun = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String name = "p" + i;
            begun.add(begin(i % 2, "POST " + PODS + "/" + name + "/eviction", "{'metadata':{'name':'" + name + "'}}"));
        }
        int granted = 0;
        for (CompletableFuture<Answer> each : begun) {
            Answer answer = each.get(60, TimeUnit.SECONDS);
            assertThat(answer.code()).as(answer.message()).isIn(201, 409, 429);
            granted += answer.code() == 201 ? 1 : 0;
        }
        ObjectNode after = call(1, "GET " + BUDGETS + "/b", "").body();
        assertThat(granted).isPositive().isLessThanOrEqualTo(ALLOWED);
        assertThat(after.path("status").path("disruptionsAllowed").asInt(-1)).isEqualTo(ALLOWED - granted);
        assertThat(after.path("status").path("disruptedPods").size()).isEqualTo(granted);
        assertThat(call(1, "GET " + PODS, "").body().path("items").size()).isEqualTo(COUNT - granted);
    }
}
