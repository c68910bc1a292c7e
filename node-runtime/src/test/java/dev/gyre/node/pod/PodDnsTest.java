package dev.gyre.node.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How pods resolve names and what they call themselves, policy by policy. */
class PodDnsTest {
    private static final NodeFacts NODE = new NodeFacts("n", "192.0.2.7", 0, 0, List.of("10.96.0.10"), "cluster.local");
    private static final NodeFacts WITHOUT_DNS = new NodeFacts("n", "192.0.2.7", 0, 0, List.of(), "cluster.local");
    private static final ResolvConf HOST =
            ResolvConf.parse("# a comment\nsearch corp.example\nnameserver 192.0.2.53\noptions edns0\n");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                    | search web.svc.cluster.local svc.cluster.local cluster.local corp.example;nameserver 10.96.0.10;options ndots:5;
            {'dnsPolicy':'ClusterFirst','hostNetwork':true}       | search corp.example;nameserver 192.0.2.53;options edns0;
            {'dnsPolicy':'ClusterFirstWithHostNet','hostNetwork':true} | search web.svc.cluster.local svc.cluster.local cluster.local corp.example;nameserver 10.96.0.10;options ndots:5;
            {'dnsPolicy':'Default'}                               | search corp.example;nameserver 192.0.2.53;options edns0;
            {'dnsPolicy':'None','dnsConfig':{'nameservers':['1.2.3.4'],'searches':['a.b'],'options':[{'name':'ndots','value':'2'},{'name':'edns0'}]}} | search a.b;nameserver 1.2.3.4;options ndots:2 edns0;
            {'dnsConfig':{'nameservers':['1.2.3.4'],'searches':['a.b','cluster.local'],'options':[{'name':'ndots','value':'2'}]}} | search web.svc.cluster.local svc.cluster.local cluster.local corp.example a.b;nameserver 10.96.0.10;nameserver 1.2.3.4;options ndots:2;
            """)
    void resolvConfIsByPolicy(String spec, String expected) {
        PodDns dns = PodDns.of(pod(spec), NODE, HOST);
        assertThat(dns.resolvConf().text().replace('\n', ';')).isEqualTo(expected);
        assertThat(dns.warnings()).isEmpty();
    }

    @Test
    void withoutAClustersDnsThereIsTheHostsAndAWord() {
        PodDns dns = PodDns.of(pod("{}"), WITHOUT_DNS, HOST);
        assertThat(dns.resolvConf()).isEqualTo(HOST);
        assertThat(dns.warnings()).singleElement().asString().contains("Falling back to \"Default\" policy.");
    }

    @Test
    void aResolverOnTheHostsLoopbackIsOutOfAPodsReach() {
        ResolvConf stub = ResolvConf.parse("nameserver 127.0.0.53\nsearch corp.example\n");
        assertThat(PodDns.of(pod("{'dnsPolicy':'Default'}"), NODE, stub).resolvConf())
                .isEqualTo(new ResolvConf(List.of("10.96.0.10"), List.of("corp.example"), List.of()));
        assertThat(PodDns.of(pod("{'dnsPolicy':'Default','hostNetwork':true}"), NODE, stub)
                        .resolvConf())
                .isEqualTo(stub);
    }

    @Test
    void resolversTakeThreeServersAndSoManyPathsAndTheRestIsTold() {
        String servers = "'1.1.1.1','1.1.1.2','1.1.1.3'";
        String paths =
                IntStream.range(0, 40).mapToObj(i -> "'p" + i + ".example'").collect(Collectors.joining(","));
        PodDns dns = PodDns.of(
                pod("{'dnsConfig':{'nameservers':[" + servers + "],'searches':[" + paths + "]}}"), NODE, HOST);
        assertThat(dns.resolvConf().nameservers()).containsExactly("10.96.0.10", "1.1.1.1", "1.1.1.2");
        assertThat(dns.resolvConf().searches()).hasSize(32);
        assertThat(dns.warnings())
                .hasSize(2)
                .anySatisfy(text -> assertThat(text)
                        .isEqualTo("Nameserver limits were exceeded, some nameservers have been omitted, the applied"
                                + " nameserver line is: 10.96.0.10 1.1.1.1 1.1.1.2"))
                .anySatisfy(text -> assertThat(text).startsWith("Search Line limits were exceeded"));
    }

    @Test
    void aPathThatMakesTheLineTooLongIsLeftOut() {
        String label = "x".repeat(60);
        String path = String.join(".", label, label, label, label);
        String paths = IntStream.range(0, 9).mapToObj(i -> "'" + i + path + "'").collect(Collectors.joining(","));
        PodDns dns = PodDns.of(pod("{'dnsConfig':{'searches':[" + paths + "]}}"), NODE, HOST);
        assertThat(String.join(" ", dns.resolvConf().searches())).hasSizeLessThanOrEqualTo(2048);
        assertThat(dns.warnings()).hasSize(1);
    }

    @Test
    void hostsNameThePodAndItsAliases() {
        Resource pod = pod(
                "{'hostname':'pet','subdomain':'zoo','hostAliases':[{'ip':'1.2.3.4','hostnames':['a','b.example']}]}");
        assertThat(HostsFile.of(pod, PodHostname.of(pod, "cluster.local"), "10.1.0.9", ""))
                .startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
                .contains("\n10.1.0.9\tpet.zoo.web.svc.cluster.local\tpet\n")
                .endsWith("\n# Entries added by HostAliases.\n1.2.3.4\ta\tb.example\n");
    }

    @Test
    void aPodOnTheHostsNetworkHasTheHostsFile() {
        Resource pod = pod("{'hostNetwork':true}");
        assertThat(HostsFile.of(pod, PodHostname.of(pod, "cluster.local"), "192.0.2.7", "127.0.0.1 localhost"))
                .isEqualTo("# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n");
    }

    @Test
    void aPodIsCalledByItsNameOrAsItWasTold() {
        assertThat(PodHostname.of(pod("{}"), "cluster.local")).isEqualTo(new PodHostname("p", "", "p"));
        assertThat(PodHostname.of(pod("{'hostname':'pet','subdomain':'zoo'}"), "cluster.local"))
                .isEqualTo(new PodHostname("pet", "zoo.web.svc.cluster.local", "pet"));
        assertThat(PodHostname.of(pod("{'hostname':'pet','subdomain':'zoo','setHostnameAsFQDN':true}"), "cluster.local")
                        .kernel())
                .isEqualTo("pet.zoo.web.svc.cluster.local");
        assertThat(PodHostname.of(pod("{'setHostnameAsFQDN':true}"), "cluster.local")
                        .kernel())
                .isEqualTo("p");
        assertThatThrownBy(() -> PodHostname.of(
                        pod("{'hostname':'" + "x".repeat(60) + "','subdomain':'zoo','setHostnameAsFQDN':true}"),
                        "cluster.local"))
                .isInstanceOf(ConfigErrorException.class)
                .hasMessageContaining("is too long (64 characters is the max, 86 characters requested)");
    }

    private static Resource pod(String spec) {
        String json = ("{'metadata':{'name':'p','namespace':'web','uid':'u'},'spec':" + spec + "}").replace('\'', '"');
        return Resource.of(
                ResourceKey.namespaced("", "pods", "web", "p"),
                1,
                Json.readObject(json.getBytes(StandardCharsets.UTF_8)));
    }
}
