package dev.gyre.schemas.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.yaml.Yaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectUsageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "configmaps; {}; {configmaps=1, count/configmaps=1}",
                "deployments.apps; {}; {count/deployments.apps=1}",
                "services; {spec: {type: ClusterIP, ports: [{}]}}; {count/services=1, services=1}",
                "services; {spec: {type: NodePort, ports: [{}, {}]}}; {count/services=1, services=1, services.nodeports=2}",
                "services; {spec: {type: LoadBalancer, ports: [{}]}};"
                        + " {count/services=1, services=1, services.loadbalancers=1, services.nodeports=1}",
                "services; {spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{nodePort: 30001}, {}]}};"
                        + " {count/services=1, services=1, services.loadbalancers=1, services.nodeports=1}",
                "persistentvolumeclaims; {spec: {resources: {requests: {storage: 2Gi}}}};"
                        + " {count/persistentvolumeclaims=1, persistentvolumeclaims=1, requests.storage=2Gi}",
                "persistentvolumeclaims; {spec: {storageClassName: gold, resources: {requests: {storage: 1Gi}}}};"
                        + " {count/persistentvolumeclaims=1, gold.storageclass.storage.k8s.io/persistentvolumeclaims=1,"
                        + " gold.storageclass.storage.k8s.io/requests.storage=1Gi, persistentvolumeclaims=1,"
                        + " requests.storage=1Gi}",
                "pods; {spec: {containers: [{resources: {requests: {cpu: 100m}, limits: {cpu: 1, memory: 1Gi}}}]}};"
                        + " {count/pods=1, cpu=100m, limits.cpu=1, limits.memory=1Gi, pods=1, requests.cpu=100m}",
                "pods; {spec: {containers: [{resources: {requests: {hugepages-2Mi: 4Mi}}}]}};"
                        + " {count/pods=1, hugepages-2Mi=4Mi, pods=1, requests.hugepages-2Mi=4Mi}",
                "pods; {spec: {containers: [{resources: {requests: {cpu: 1}}}]}, status: {phase: Failed}}; {count/pods=1}"
            })
    void anObjectTakesItselfAndWhatItAsksFor(String kind, String object, String usage) {
        assertThat(ObjectUsage.of(kind, Yaml.readObject(object))).hasToString(usage);
    }

    @ParameterizedTest
    @CsvSource({
        "pods, pods",
        "cpu, pods",
        "limits.memory, pods",
        "requests.ephemeral-storage, pods",
        "hugepages-2Mi, pods",
        "requests.example.com/gpu, pods",
        "count/pods, pods",
        "count/jobs.batch, jobs.batch",
        "services.nodeports, services",
        "secrets, secrets",
        "requests.storage, persistentvolumeclaims",
        "gold.storageclass.storage.k8s.io/requests.storage, persistentvolumeclaims",
        "example.com/gpu, ''"
    })
    void aResourceIsTakenByOneKind(String resource, String kind) {
        assertThat(ObjectUsage.takenBy(resource)).isEqualTo(kind);
    }
}
