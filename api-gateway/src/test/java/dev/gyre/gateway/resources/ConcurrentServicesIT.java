package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.EtcdGateway.Answer;
import dev.gyre.gateway.storage.etcd.TestEtcd;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two gateways before one real etcd, and everybody wants an address at once. */
class ConcurrentServicesIT {

    private static final String SERVICES = "/api/v1/namespaces/default/services";

    private TestEtcd etcd;
    private List<EtcdGateway> gateways;

    @BeforeEach
    void open() {
        etcd = TestEtcd.start();
        gateways = List.of(new EtcdGateway(etcd.endpoint(), 1), new EtcdGateway(etcd.endpoint(), 2));
        for (ObjectNode namespace : BootstrapObjects.namespaces()) {
            gateways.getFirst()
                    .call("POST /api/v1/namespaces", namespace.toString())
                    .toCompletableFuture()
                    .join();
        }
    }

    @AfterEach
    void close() {
        gateways.forEach(EtcdGateway::close);
        etcd.close();
    }

    /** All of them under way at once, through the gateways in turn. */
    private List<Answer> createAll(int count, java.util.function.IntFunction<String> spec) throws Exception {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(gateways.get(i % 2)
                    .call("POST " + SERVICES, "{'metadata':{'generateName':'s-'},'spec':" + spec.apply(i) + "}")
                    .toCompletableFuture());
        }
        List<Answer> all = new ArrayList<>();
        for (CompletableFuture<Answer> answer : answers) {
            all.add(answer.get(120, TimeUnit.SECONDS));
        }
        return all;
    }

    private JsonNode services(int gateway) throws Exception {
        return gateways.get(gateway)
                .call("GET " + SERVICES, "")
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .body()
                .path("items");
    }

    @Test
    void ofManyWhoNameOneAddressOneHasIt() throws Exception {
        List<Answer> answers = createAll(60, i -> "{'clusterIP':'10.96.0.77','ports':[{'port':80}]}");

        assertThat(answers).filteredOn(answer -> answer.code() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.code() != 201)
                .allSatisfy(answer -> assertThat(answer.message()).endsWith("provided IP is already allocated"));
        assertThat(services(1)).hasSize(1);
    }

    @Test
    void ofManyWhoNameOneNodePortOneHasIt() throws Exception {
        List<Answer> answers = createAll(40, i -> "{'type':'NodePort','ports':[{'port':80,'nodePort':30007}]}");

        assertThat(answers).filteredOn(answer -> answer.code() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.code() != 201)
                .allSatisfy(answer -> assertThat(answer.message()).endsWith("provided port is already allocated"));
    }

    @Test
    void noChosenAddressOrPortIsGivenTwice() throws Exception {
        List<Answer> answers = createAll(300, i -> "{'type':'NodePort','ports':[{'port':80}]}");

        assertThat(answers).extracting(Answer::code).containsOnly(201);
        Set<String> addresses = new TreeSet<>();
        Set<Integer> ports = new TreeSet<>();
        for (JsonNode service : services(0)) {
            addresses.add(service.path("spec").path("clusterIP").asString());
            ports.add(service.at("/spec/ports/0/nodePort").asInt());
        }
        assertThat(addresses).hasSize(300);
        assertThat(ports).hasSize(300);
    }

    @Test
    void whatIsGivenBackIsThereForOthersAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            String name = "s-" + round;
            EtcdGateway one = gateways.get(round % 2);
            EtcdGateway other = gateways.get((round + 1) % 2);
            Answer created = one.call(
                            "POST " + SERVICES,
                            "{'metadata':{'name':'" + name
                                    + "'},'spec':{'clusterIP':'10.96.0.9','type':'NodePort','ports':[{'port':80,'nodePort':30009}]}}")
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertThat(created.code()).as(created.message()).isEqualTo(201);
            Answer deleted = other.call("DELETE " + SERVICES + "/" + name, "")
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertThat(deleted.code()).isEqualTo(200);
        }
    }
}
