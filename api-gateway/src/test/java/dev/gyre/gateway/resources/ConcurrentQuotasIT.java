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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two gateways before one real etcd, and everybody wants the last of a quota at once. */
class ConcurrentQuotasIT {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";

    private TestEtcd etcd;
    private List<EtcdGateway> gateways;

    @BeforeEach
    void open() throws Exception {
        etcd = TestEtcd.start();
        gateways = List.of(new EtcdGateway(etcd.endpoint(), 1), new EtcdGateway(etcd.endpoint(), 2));
        for (ObjectNode namespace : BootstrapObjects.namespaces()) {
            call(0, "POST /api/v1/namespaces", namespace.toString());
        }
        call(0, "POST " + NAMESPACE + "serviceaccounts", "{'metadata':{'name':'default'}}");
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

    private void quota(int gateway, String hard) throws Exception {
        Answer answer = call(
                gateway,
                "POST " + NAMESPACE + "resourcequotas",
                "{'metadata':{'name':'q'},'spec':{'hard':{" + hard + "}}}");
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
    }

    private CompletableFuture<Answer> pod(int gateway, String cpu) {
        return begin(
                gateway,
                "POST " + NAMESPACE + "pods",
                "{'metadata':{'generateName':'p-'},'spec':{'containers':[{'name':'c','image':'i','resources':"
                        + "{'requests':{'cpu':'" + cpu + "'}}}]}}");
    }

    private static List<Answer> all(List<CompletableFuture<Answer>> begun) throws Exception {
        List<Answer> answers = new ArrayList<>();
        for (CompletableFuture<Answer> answer : begun) {
            answers.add(answer.get(120, TimeUnit.SECONDS));
        }
        return answers;
    }

    private JsonNode pods() throws Exception {
        return call(1, "GET " + NAMESPACE + "pods", "").body().path("items");
    }

    @Test
    void ofManyPodsAsManyAsAllowedComeIn() throws Exception {
        quota(0, "'pods':'10'");
        List<CompletableFuture<Answer>> begun = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            begun.add(pod(i % 2, "1m"));
        }
        List<Answer> answers = all(begun);

        assertThat(answers).filteredOn(answer -> answer.code() == 201).hasSize(10);
        assertThat(answers)
                .filteredOn(answer -> answer.code() != 201)
                .allSatisfy(answer -> assertThat(answer.message())
                        .endsWith(
                                "is forbidden: exceeded quota: q, requested: pods=1, used: pods=10, limited: pods=10"));
        assertThat(pods()).hasSize(10);
    }

    @Test
    void amountsAreUsedUpExactly() throws Exception {
        quota(0, "'requests.cpu':'1'");
        List<CompletableFuture<Answer>> begun = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            begun.add(pod(i % 2, "70m"));
        }
        assertThat(all(begun)).filteredOn(answer -> answer.code() == 201).hasSize(14);
        assertThat(pods()).hasSize(14);
    }

    @Test
    void whatIsGivenBackIsThereForOthersAtOnce() throws Exception {
        quota(0, "'pods':'1'");
        for (int round = 0; round < 10; round++) {
            Answer created = pod(round % 2, "1m").get(60, TimeUnit.SECONDS);
            assertThat(created.code()).as(created.message()).isEqualTo(201);
            String name = created.body().path("metadata").path("name").asString();
            assertThat(call((round + 1) % 2, "DELETE " + NAMESPACE + "pods/" + name, "")
                            .code())
                    .isEqualTo(200);
        }
    }

    /** A quota of what is there when it comes lets nobody in behind its back. */
    @Test
    void nobodyOvertakesANewQuota() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<Answer>> begun = new ArrayList<>();
            CompletableFuture<Answer> quota = new CompletableFuture<>();
            for (int i = 0; i < 40; i++) {
                begun.add(pod(i % 2, "1m"));
                if (i == 20) {
                    quota = begin(
                            1,
                            "POST " + NAMESPACE + "resourcequotas",
                            "{'metadata':{'name':'stop'},'spec':{'hard':{'pods':'0'}}}");
                }
            }
            long stopped = Long.parseLong(quota.get(60, TimeUnit.SECONDS)
                    .body()
                    .path("metadata")
                    .path("resourceVersion")
                    .asString());
            for (Answer answer : all(begun)) {
                assertThat(answer.code()).isIn(201, 403);
                if (answer.code() == 201) {
                    assertThat(Long.parseLong(answer.body()
                                    .path("metadata")
                                    .path("resourceVersion")
                                    .asString()))
                            .isLessThan(stopped);
                }
            }
            assertThat(call(0, "DELETE " + NAMESPACE + "resourcequotas/stop", "")
                            .code())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNotLimitedDoesNotWaitForWhatIs() throws Exception {
        quota(0, "'pods':'1000'");
        List<CompletableFuture<Answer>> begun = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            begun.add(pod(i % 2, "1m"));
            begun.add(begin((i + 1) % 2, "POST " + NAMESPACE + "configmaps", "{'metadata':{'generateName':'c-'}}"));
        }
        assertThat(all(begun)).extracting(Answer::code).containsOnly(201);
    }
}
