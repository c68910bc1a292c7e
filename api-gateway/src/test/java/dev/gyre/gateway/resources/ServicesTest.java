package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.gateway.service.AddressRange;
import dev.gyre.gateway.service.ServiceNetwork;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Services as clients know them: what they are given, what they keep, and what is refused. */
class ServicesTest {

    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final Map<String, String> MERGE = Map.of("content-type", "application/merge-patch+json");

    private final TestApi api = new TestApi();

    private Answer create(String name, String spec) {
        return create(api, name, spec);
    }

    private static Answer create(TestApi api, String name, String spec) {
        return api.call(
                "POST " + SERVICES,
                "{'apiVersion':'v1','kind':'Service','metadata':{'name':'" + name + "'},'spec':" + spec + "}");
    }

    private Answer patch(String name, String spec) {
        return api.call("PATCH " + SERVICES + "/" + name, "{'spec':" + spec + "}", MERGE);
    }

    private Answer get(String name) {
        return api.call("GET " + SERVICES + "/" + name);
    }

    private Answer delete(String name) {
        return api.call("DELETE " + SERVICES + "/" + name);
    }

    private static int nodePort(Answer service, int index) {
        return service.body().at("/spec/ports/" + index + "/nodePort").asInt(0);
    }

    @Test
    void aServiceIsGivenAnAddress() {
        Answer service = create("web", "{'selector':{'app':'web'},'ports':[{'port':80}]}");

        assertThat(service.code()).isEqualTo(201);
        assertThat(service.text("/spec/clusterIP")).startsWith("10.96.");
        assertThat(service.body().at("/spec/clusterIPs").toString())
                .isEqualTo("[\"" + service.text("/spec/clusterIP") + "\"]");
        assertThat(service.body().at("/spec/ipFamilies").toString()).isEqualTo("[\"IPv4\"]");
        assertThat(service.text("/spec/ipFamilyPolicy")).isEqualTo("SingleStack");
        assertThat(service.text("/spec/internalTrafficPolicy")).isEqualTo("Cluster");
        assertThat(service.text("/spec/sessionAffinity")).isEqualTo("None");
        assertThat(service.body().at("/status/loadBalancer").isObject()).isTrue();
        assertThat(service.body().at("/spec/externalTrafficPolicy").isMissingNode())
                .isTrue();
    }

    @Test
    void anAddressIsOneServices() {
        Answer first = create("a", "{'clusterIP':'10.96.0.5','ports':[{'port':80}]}");
        assertThat(first.text("/spec/clusterIP")).isEqualTo("10.96.0.5");

        Answer second = create("b", "{'clusterIP':'10.96.0.5','ports':[{'port':80}]}");

        assertThat(second.code()).isEqualTo(422);
        assertThat(second.message())
                .isEqualTo("Service \"b\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.5\"]:"
                        + " failed to allocate IP 10.96.0.5: provided IP is already allocated");
        delete("a");
        assertThat(create("b", "{'clusterIP':'10.96.0.5','ports':[{'port':80}]}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void anAddressMustBeOfTheRangeAndOneOfItsHosts() {
        for (String foreign : new String[] {"10.97.0.1", "10.96.0.0", "10.96.255.255", "192.168.0.1"}) {
            Answer refused = create("a", "{'clusterIP':'" + foreign + "','ports':[{'port':80}]}");
            assertThat(refused.code()).isEqualTo(422);
            assertThat(refused.message())
                    .endsWith("the provided IP (" + foreign
                            + ") is not in the valid range. The range of valid IPs is 10.96.0.0/16");
        }
        assertThat(create("a", "{'clusterIP':'10.96.0.300','ports':[{'port':80}]}")
                        .message())
                .contains("spec.clusterIPs[0]: Invalid value: \"10.96.0.300\": must be a valid IP address");
    }

    @Test
    void theFirstAddressIsTheApisOwn() {
        Answer other = create("other", "{'clusterIP':'10.96.0.1','ports':[{'port':443}]}");
        assertThat(other.message()).endsWith("provided IP is already allocated");
        assertThat(create("kubernetes", "{'clusterIP':'10.96.0.1','ports':[{'port':443}]}")
                        .code())
                .isEqualTo(201);
        assertThat(create("dns", "{'clusterIP':'10.96.0.10','ports':[{'port':53,'protocol':'UDP'}]}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aSmallRangeIsUsedUpButForWhatTheClusterLivesOn() {
        TestApi small = new TestApi(KubernetesRules.all(ServiceNetwork.of(AddressRange.parse("10.96.0.0/28"))));
        java.util.Set<String> addresses = new java.util.TreeSet<>();
        for (int i = 0; i < 12; i++) {
            Answer service = create(small, "s-" + i, "{'ports':[{'port':80}]}");
            assertThat(service.code()).isEqualTo(201);
            addresses.add(service.text("/spec/clusterIP"));
        }
        assertThat(addresses).hasSize(12).doesNotContain("10.96.0.0", "10.96.0.1", "10.96.0.10", "10.96.0.15");

        Answer full = create(small, "full", "{'ports':[{'port':80}]}");
        assertThat(full.code()).isEqualTo(500);
        assertThat(full.message()).isEqualTo("Internal error occurred: failed to allocate a serviceIP: range is full");

        small.call("DELETE " + SERVICES + "/s-3");
        assertThat(create(small, "again", "{'ports':[{'port':80}]}").code()).isEqualTo(201);
    }

    @Test
    void chanceLeavesTheStartOfTheRangeToThoseWhoNameAddresses() {
        for (int i = 0; i < 200; i++) {
            String[] octets = create("s-" + i, "{'ports':[{'port':80}]}")
                    .text("/spec/clusterIP")
                    .split("\\.");
            int position = Integer.parseInt(octets[2]) * 256 + Integer.parseInt(octets[3]);
            assertThat(position).isBetween(257, 65534);
        }
    }

    @Test
    void aHeadlessServiceHasNoAddress() {
        Answer service = create("h", "{'clusterIP':'None','selector':{'app':'x'},'ports':[{'port':80}]}");
        assertThat(service.text("/spec/clusterIP")).isEqualTo("None");
        assertThat(service.body().at("/spec/clusterIPs").toString()).isEqualTo("[\"None\"]");
        assertThat(service.text("/spec/ipFamilyPolicy")).isEqualTo("SingleStack");
        assertThat(create("i", "{'clusterIP':'None'}")
                        .body()
                        .at("/spec/ipFamilies")
                        .toString())
                .isEqualTo("[\"IPv4\",\"IPv6\"]");
        assertThat(create("j", "{'clusterIP':'None','type':'NodePort','ports':[{'port':80}]}")
                        .message())
                .contains(
                        "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services");
        assertThat(patch("h", "{'clusterIP':'10.96.0.7'}").message())
                .isEqualTo("Service \"h\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.96.0.7\"]:"
                        + " may not change once set");
    }

    @Test
    void anAddressIsForLife() {
        String address = create("web", "{'ports':[{'port':80}]}").text("/spec/clusterIP");
        assertThat(patch("web", "{'clusterIP':'10.96.0.7'}").message())
                .contains("spec.clusterIPs[0]: Invalid value: [\"10.96.0.7\"]: may not change once set");
        Answer replaced = api.call(
                "PUT " + SERVICES + "/web",
                "{'apiVersion':'v1','kind':'Service','metadata':{'name':'web'},'spec':{'ports':[{'port':81}]}}");
        assertThat(replaced.code()).isEqualTo(200);
        assertThat(replaced.text("/spec/clusterIP")).isEqualTo(address);
        assertThat(replaced.body().at("/spec/clusterIPs/0").asString("")).isEqualTo(address);
    }

    @Test
    void aNameForSomethingOutsideHasNoAddressUntilItBecomesAService() {
        Answer outside = create("out", "{'type':'ExternalName','externalName':'example.org'}");
        assertThat(outside.code()).isEqualTo(201);
        assertThat(outside.body().at("/spec/clusterIP").isMissingNode()).isTrue();
        assertThat(outside.body().at("/spec/ipFamilies").isMissingNode()).isTrue();

        Answer inside = patch("out", "{'type':'ClusterIP','externalName':null,'ports':[{'port':80}]}");
        String address = inside.text("/spec/clusterIP");
        assertThat(address).startsWith("10.96.");
        assertThat(inside.text("/spec/ipFamilyPolicy")).isEqualTo("SingleStack");

        Answer outsideAgain = patch("out", "{'type':'ExternalName','externalName':'example.org'}");
        assertThat(outsideAgain.code()).isEqualTo(200);
        assertThat(outsideAgain.body().at("/spec/clusterIP").isMissingNode()).isTrue();
        assertThat(create("next", "{'clusterIP':'" + address + "','ports':[{'port':80}]}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aNodePortServiceIsGivenPortsAndGivesThemBack() {
        Answer service = create(
                "np",
                "{'type':'NodePort','ports':[{'name':'t','port':53,'protocol':'TCP'},{'name':'u','port':53,'protocol':'UDP'},"
                        + "{'name':'w','port':80}]}");
        assertThat(nodePort(service, 0)).isBetween(30_086, 32_767).isEqualTo(nodePort(service, 1));
        assertThat(nodePort(service, 2)).isBetween(30_086, 32_767).isNotEqualTo(nodePort(service, 0));
        assertThat(service.text("/spec/externalTrafficPolicy")).isEqualTo("Cluster");

        int port = nodePort(service, 2);
        Answer taken = create("other", "{'type':'NodePort','ports':[{'port':80,'nodePort':" + port + "}]}");
        assertThat(taken.message())
                .isEqualTo("Service \"other\" is invalid: spec.ports[0].nodePort: Invalid value: " + port
                        + ": provided port is already allocated");

        Answer inner = patch("np", "{'type':'ClusterIP'}");
        assertThat(inner.code()).isEqualTo(200);
        assertThat(nodePort(inner, 0)).isZero();
        assertThat(inner.body().at("/spec/externalTrafficPolicy").isMissingNode())
                .isTrue();
        assertThat(inner.text("/spec/clusterIP")).isEqualTo(service.text("/spec/clusterIP"));
        assertThat(create("other", "{'type':'NodePort','ports':[{'port':80,'nodePort':" + port + "}]}")
                        .code())
                .isEqualTo(201);
        Answer outer = patch("np", "{'type':'NodePort'}");
        assertThat(nodePort(outer, 2)).isNotZero().isNotEqualTo(port);
    }

    @Test
    void nodePortsAreKeptByTheNameOfTheirPort() {
        Answer service = create("np", "{'type':'NodePort','ports':[{'name':'a','port':80},{'name':'b','port':81}]}");
        Answer replaced = api.call(
                "PUT " + SERVICES + "/np",
                "{'metadata':{'name':'np'},'spec':{'type':'NodePort','ports':[{'name':'b','port':91},{'name':'c','port':92}]}}");
        assertThat(nodePort(replaced, 0)).isEqualTo(nodePort(service, 1));
        assertThat(nodePort(replaced, 1)).isNotZero().isNotEqualTo(nodePort(service, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'NodePort','ports':[{'port':80,'nodePort':80}]} | spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767
            {'ports':[{'port':80,'nodePort':30001}]} | spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'
            {'type':'Nope','ports':[{'port':80}]} | spec.type: Unsupported value: "Nope": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"
            {'ports':[]} | spec.ports: Required value
            {'ports':[{'port':80}],'sessionAffinity':'Sticky'} | spec.sessionAffinity: Unsupported value: "Sticky": supported values: "ClientIP", "None"
            {'ports':[{'port':80}],'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':86401}}} | spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400
            {'ports':[{'port':80}],'externalTrafficPolicy':'Local'} | spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services
            {'ports':[{'port':80}],'loadBalancerClass':'a/b'} | spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'
            {'ports':[{'port':80}],'ipFamilies':['IPv6']} | spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster
            {'ports':[{'port':80}],'ipFamilyPolicy':'RequireDualStack'} | spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services
            {'type':'ExternalName','externalName':'x.org','clusterIP':'10.96.0.9'} | spec.clusterIPs: Forbidden: may not be set for ExternalName services
            {'ports':[{'port':80}],'healthCheckNodePort':30100} | spec.healthCheckNodePort: Invalid value: 30100: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'
            {'ports':[{'port':80}],'externalIPs':['127.0.0.1']} | spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
            {'ports':[{'port':80}],'internalTrafficPolicy':'Near'} | spec.internalTrafficPolicy: Unsupported value: "Near": supported values: "Cluster", "Local"
            """)
    void whatIsRefusedSaysWhy(String spec, String why) {
        Answer refused = create("x", spec);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).isEqualTo("Service \"x\" is invalid: " + why);
        assertThat(get("x").code()).isEqualTo(404);
    }

    @Test
    void affinityToClientsLastsThreeHours() {
        Answer service = create("s", "{'ports':[{'port':80}],'sessionAffinity':'ClientIP'}");
        assertThat(service.body()
                        .at("/spec/sessionAffinityConfig/clientIP/timeoutSeconds")
                        .asInt(0))
                .isEqualTo(10_800);
        assertThat(patch("s", "{'sessionAffinity':'None'}")
                        .body()
                        .at("/spec/sessionAffinityConfig")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void aLoadBalancerThatKeepsClientsAddressesHasAPortForHealthChecks() {
        Answer service = create(
                "lb",
                "{'type':'LoadBalancer','externalTrafficPolicy':'Local','loadBalancerClass':'example.org/x','ports':[{'port':80}]}");
        int health = service.body().at("/spec/healthCheckNodePort").asInt(0);
        assertThat(health).isBetween(30_086, 32_767).isNotEqualTo(nodePort(service, 0));
        assertThat(service.body().at("/spec/allocateLoadBalancerNodePorts").asBoolean(false))
                .isTrue();
        assertThat(patch("lb", "{'loadBalancerClass':'example.org/y'}").message())
                .contains("spec.loadBalancerClass: Invalid value: \"example.org/y\": may not change once set");

        Answer inner = patch("lb", "{'type':'ClusterIP'}");
        assertThat(inner.code()).as(inner.message()).isEqualTo(200);
        for (String gone : new String[] {
            "healthCheckNodePort", "allocateLoadBalancerNodePorts", "loadBalancerClass", "externalTrafficPolicy"
        }) {
            assertThat(inner.body().path("spec").has(gone)).as(gone).isFalse();
        }
        assertThat(create("np", "{'type':'NodePort','ports':[{'port':80,'nodePort':" + health + "}]}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aLoadBalancerNeedsNoNodePorts() {
        Answer service =
                create("lb", "{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{'port':80}]}");
        assertThat(nodePort(service, 0)).isZero();
        assertThat(nodePort(patch("lb", "{'allocateLoadBalancerNodePorts':true}"), 0))
                .isNotZero();
    }

    @Test
    void ingressPointsAreALoadBalancersOnlyAndGoWithTheType() {
        create("lb", "{'type':'LoadBalancer','ports':[{'port':80}]}");
        create("web", "{'ports':[{'port':80}]}");
        String status = "{'status':{'loadBalancer':{'ingress':[{'ip':'192.0.2.7'}]}}}";
        Answer pointed = api.call("PATCH " + SERVICES + "/lb/status", status, MERGE);
        assertThat(pointed.text("/status/loadBalancer/ingress/0/ipMode")).isEqualTo("VIP");
        assertThat(api.call("PATCH " + SERVICES + "/web/status", status, MERGE).message())
                .contains(
                        "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is \"LoadBalancer\"");
        assertThat(patch("lb", "{'type':'NodePort'}")
                        .body()
                        .at("/status/loadBalancer")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aDryRunTakesNothing() {
        String spec = "{'clusterIP':'10.96.0.5','type':'NodePort','ports':[{'port':80,'nodePort':30005}]}";
        Answer dry = api.call("POST " + SERVICES + "?dryRun=All", "{'metadata':{'name':'a'},'spec':" + spec + "}");
        assertThat(dry.code()).isEqualTo(201);
        assertThat(create("b", spec).code()).isEqualTo(201);
        Answer refused = api.call("POST " + SERVICES + "?dryRun=All", "{'metadata':{'name':'a'},'spec':" + spec + "}");
        assertThat(refused.code()).isEqualTo(422);
        Answer dynamic = api.call(
                "POST " + SERVICES + "?dryRun=All", "{'metadata':{'name':'a'},'spec':{'ports':[{'port':80}]}}");
        assertThat(dynamic.text("/spec/clusterIP")).startsWith("10.96.");
        assertThat(get("a").code()).isEqualTo(404);
    }

    @Test
    void moreNodePortsThanOneTransactionCarriesAreRefused() {
        StringBuilder ports = new StringBuilder();
        for (int i = 0; i < 101; i++) {
            ports.append(i == 0 ? "" : ",").append("{'name':'p" + i + "','port':" + (1000 + i) + "}");
        }
        Answer refused = create("many", "{'type':'NodePort','ports':[" + ports + "]}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("one write may take at most 100 node ports");
    }

    @Test
    void aServiceFromBeforeThereWereAddressesIsGivenOneWithItsNextChange() {
        ObjectNode old = dev.gyre.schemas.Json.object().put("apiVersion", "v1").put("kind", "Service");
        old.putObject("metadata").put("name", "old").put("namespace", "default").put("uid", "u");
        old.putObject("spec")
                .put("type", "ClusterIP")
                .put("sessionAffinity", "None")
                .putArray("ports")
                .addObject()
                .put("port", 80)
                .put("protocol", "TCP");
        api.store.write(new dev.gyre.gateway.storage.ResourceStore.Write.Put(
                dev.gyre.schemas.ResourceKey.namespaced("", "services", "default", "old"),
                0,
                old,
                new dev.gyre.schemas.Provenance("", "", "", java.time.Instant.EPOCH),
                java.util.List.of()));
        assertThat(patch("old", "{'selector':{'app':'x'}}").text("/spec/clusterIP"))
                .startsWith("10.96.");
    }
}
