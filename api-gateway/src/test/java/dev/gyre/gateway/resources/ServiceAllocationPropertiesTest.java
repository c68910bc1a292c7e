package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.gateway.service.AddressRange;
import dev.gyre.gateway.service.PortRange;
import dev.gyre.gateway.service.ServiceNetwork;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

/** Whatever is done to Services, each address and each node port is one Service's, and none is lost. */
class ServiceAllocationPropertiesTest {

    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final ServiceNetwork TINY =
            new ServiceNetwork(AddressRange.parse("10.0.0.0/28"), new PortRange(30_000, 30_005));
    private static final int ADDRESSES = 12;

    /** A load balancer needs two at once. */
    private static final int PORTS = 6;

    record Step(String verb, String name, String spec) {}

    @Property(tries = 150)
    void nothingIsGivenTwiceAndNothingIsLost(@ForAll("steps") List<Step> steps) {
        TestApi api = new TestApi(KubernetesRules.all(TINY));
        for (Step step : steps) {
            Answer answer = switch (step.verb()) {
                case "create" ->
                    api.call(
                            "POST " + SERVICES,
                            "{'metadata':{'name':'" + step.name() + "'},'spec':" + step.spec() + "}");
                case "patch" ->
                    api.call(
                            "PATCH " + SERVICES + "/" + step.name(),
                            "{'spec':" + step.spec() + "}",
                            Map.of("content-type", "application/merge-patch+json"));
                default -> api.call("DELETE " + SERVICES + "/" + step.name());
            };
            Map<String, String> addresses = new TreeMap<>();
            Set<Integer> ports = new TreeSet<>();
            for (JsonNode service : api.call("GET " + SERVICES).body().path("items")) {
                check(service, addresses, ports);
            }
            if (answer.code() == 500) {
                assertThat(addresses.size() == ADDRESSES || ports.size() >= PORTS - 1)
                        .as("%s: %s with %s, %s", step, answer.message(), addresses, ports)
                        .isTrue();
            }
        }
    }

    private static void check(JsonNode service, Map<String, String> addresses, Set<Integer> ports) {
        String name = service.path("metadata").path("name").asString();
        JsonNode spec = service.path("spec");
        String address = spec.path("clusterIP").asString("");
        if (spec.path("type").asString().equals("ExternalName")) {
            assertThat(address).isEmpty();
        } else {
            assertThat(address).as("%s has an address", service).isNotEmpty();
            if (!address.equals("None")) {
                assertThat(addresses.put(address, name))
                        .as("who else has %s", address)
                        .isNull();
            }
        }
        Set<Integer> own = new TreeSet<>();
        for (JsonNode port : spec.path("ports")) {
            boolean isPublic = List.of("NodePort", "LoadBalancer")
                    .contains(spec.path("type").asString());
            assertThat(port.path("nodePort").asInt(0) > 0).as("%s", service).isEqualTo(isPublic);
            own.add(port.path("nodePort").asInt(0));
        }
        own.add(spec.path("healthCheckNodePort").asInt(0));
        own.remove(0);
        own.forEach(
                port -> assertThat(ports.add(port)).as("port %s is twice", port).isTrue());
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> names = Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n");
        Arbitrary<String> specs = Arbitraries.of(
                "{'type':'ClusterIP','ports':[{'name':'x','port':80}]}",
                "{'type':'ClusterIP','ports':[{'name':'x','port':80}]}",
                "{'type':'ClusterIP','clusterIP':'10.0.0.3','ports':[{'name':'x','port':80}]}",
                "{'type':'ClusterIP','clusterIP':'None','ports':[{'name':'x','port':80}]}",
                "{'type':'ExternalName','externalName':'example.org','ports':null}",
                "{'type':'NodePort','ports':[{'name':'x','port':80}]}",
                "{'type':'NodePort','ports':[{'name':'x','port':80},{'name':'y','port':80,'protocol':'UDP'}]}",
                "{'type':'NodePort','ports':[{'name':'x','port':80,'nodePort':30002}]}",
                "{'type':'LoadBalancer','ports':[{'name':'y','port':81}]}",
                "{'type':'LoadBalancer','externalTrafficPolicy':'Local','ports':[{'name':'y','port':81}]}");
        Arbitrary<String> verbs = Arbitraries.of("create", "create", "create", "patch", "patch", "delete");
        return Combinators.combine(verbs, names, specs)
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }
}
