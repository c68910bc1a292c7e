package dev.gyre.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The variables that containers get of Services, word for word. */
class ServiceVariablesTest {

    private static final Resource API =
            service("default", "kubernetes", "10.96.0.1", "{'name': 'https', 'port': 443, 'protocol': 'TCP'}");
    private static final Resource DNS = service(
            "shop",
            "my-dns",
            "10.96.0.7",
            "{'name': 'dns', 'port': 53, 'protocol': 'UDP'}, {'name': 'm-x', 'port': 9}");
    private static final Resource HEADLESS = service("shop", "peers", "None", "{'port': 1}");
    private static final Resource OTHERS = service("default", "web", "10.96.0.9", "{'port': 80}");

    private static Resource service(String namespace, String name, String ip, String ports) {
        return resource("services", namespace, name, "{'clusterIP': '" + ip + "', 'ports': [" + ports + "]}");
    }

    private static Resource resource(String plural, String namespace, String name, String spec) {
        String text = "{'metadata': {'name': '" + name + "', 'namespace': '" + namespace + "', 'uid': 'u'}, 'spec': "
                + spec + "}";
        ObjectNode json = Json.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return Resource.of(ResourceKey.namespaced("", plural, namespace, name), 1, json);
    }

    private static Map<String, String> variables(String namespace, String spec) {
        return ServiceVariables.of(resource("pods", namespace, "p", spec), List.of(OTHERS, HEADLESS, DNS, API));
    }

    @Test
    void theApiIsAlwaysNamed() {
        assertThat(variables("elsewhere", "{'enableServiceLinks': false}"))
                .containsExactly(
                        Map.entry("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
                        Map.entry("KUBERNETES_SERVICE_PORT", "443"),
                        Map.entry("KUBERNETES_SERVICE_PORT_HTTPS", "443"),
                        Map.entry("KUBERNETES_PORT", "tcp://10.96.0.1:443"),
                        Map.entry("KUBERNETES_PORT_443_TCP", "tcp://10.96.0.1:443"),
                        Map.entry("KUBERNETES_PORT_443_TCP_PROTO", "tcp"),
                        Map.entry("KUBERNETES_PORT_443_TCP_PORT", "443"),
                        Map.entry("KUBERNETES_PORT_443_TCP_ADDR", "10.96.0.1"));
    }

    @Test
    void servicesOfThePodsNamespaceAreLinked() {
        assertThat(variables("shop", "{}"))
                .containsEntry("MY_DNS_SERVICE_HOST", "10.96.0.7")
                .containsEntry("MY_DNS_SERVICE_PORT", "53")
                .containsEntry("MY_DNS_SERVICE_PORT_M_X", "9")
                .containsEntry("MY_DNS_PORT", "udp://10.96.0.7:53")
                .containsEntry("MY_DNS_PORT_53_UDP_ADDR", "10.96.0.7")
                .containsEntry("MY_DNS_PORT_9_TCP", "tcp://10.96.0.7:9")
                .containsKey("KUBERNETES_SERVICE_HOST")
                .doesNotContainKeys("PEERS_SERVICE_HOST", "WEB_SERVICE_HOST");
    }

    @Test
    void whoWantsNoLinksGetsNone() {
        assertThat(variables("shop", "{'enableServiceLinks': false}").keySet())
                .allMatch(name -> name.startsWith("KUBERNETES_"));
    }

    @Test
    void anOwnServiceOfTheApisNameWinsOverIt() {
        Resource own = service("shop", "kubernetes", "10.96.0.99", "{'port': 80}");
        assertThat(ServiceVariables.of(resource("pods", "shop", "p", "{}"), List.of(API, own)))
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.99");
        assertThat(ServiceVariables.of(resource("pods", "shop", "p", "{}"), List.of(own, API)))
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.99");
    }
}
