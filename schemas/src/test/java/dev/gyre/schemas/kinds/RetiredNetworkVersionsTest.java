package dev.gyre.schemas.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.yaml.Yaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses and endpoint slices as older clients write them, and what is stored of them. */
class RetiredNetworkVersionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"networking.k8s.io/v1beta1", "extensions/v1beta1"})
    void backendsHaveFieldsOfTheirOwnSince(String apiVersion) {
        isStoredAs("""
                kind: Ingress
                apiVersion: %s
                spec:
                  backend: {serviceName: web, servicePort: 80}
                  rules:
                  - http:
                      paths:
                      - {path: /a, pathType: Prefix, backend: {serviceName: a, servicePort: http}}
                      - {path: /b, pathType: Exact, backend: {resource: {kind: Bucket, name: b}}}
                """.formatted(apiVersion), """
                kind: Ingress
                apiVersion: networking.k8s.io/v1
                spec:
                  rules:
                  - http:
                      paths:
                      - {path: /a, pathType: Prefix, backend: {service: {name: a, port: {name: http}}}}
                      - {path: /b, pathType: Exact, backend: {resource: {kind: Bucket, name: b}}}
                  defaultBackend: {service: {name: web, port: {number: 80}}}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = "discovery.k8s.io/v1beta1")
    void nodesAndZonesAreLabelsNoMore(String apiVersion) {
        isStoredAs("""
                kind: EndpointSlice
                apiVersion: %s
                endpoints:
                - addresses: [10.0.0.1]
                  nodeName: n1
                  topology: {rack: r1, topology.kubernetes.io/zone: z1, kubernetes.io/hostname: n1}
                - addresses: [10.0.0.2]
                """.formatted(apiVersion), """
                kind: EndpointSlice
                apiVersion: discovery.k8s.io/v1
                endpoints:
                - {addresses: [10.0.0.1], nodeName: n1, zone: z1, deprecatedTopology: {rack: r1}}
                - addresses: [10.0.0.2]
                """);
    }

    private static void isStoredAs(String served, String stored) {
        ObjectNode object = Yaml.readObject(served);
        ObjectNode sent = object.deepCopy();
        String apiVersion = object.path("apiVersion").asString();
        ResourceKind kind = KubernetesKinds.registry()
                .ofObject(apiVersion, object.path("kind").asString());
        assertThat(kind).isNotNull();
        ApiVersion version = kind.served(apiVersion);
        assertThat(version).isNotNull();
        version.conversion().toStorage(object);
        assertThat(object).isEqualTo(Yaml.readObject(stored));
        version.conversion().fromStorage(object);
        assertThat(object).isEqualTo(sent);
    }
}
