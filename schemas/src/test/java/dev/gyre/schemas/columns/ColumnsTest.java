package dev.gyre.schemas.columns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Column;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.yaml.Yaml;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.node.ObjectNode;

class ColumnsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    static final List<Arguments> ROWS = List.of(
            Arguments.of(
                    "apiVersion: v1\nkind: Pod",
                    """
                    metadata: {name: web-1, creationTimestamp: '2026-11-23T09:00:00Z'}
                    spec: {nodeName: node-1, containers: [{}], readinessGates: [{conditionType: a}, {conditionType: b}]}
                    status:
                      phase: Running
                      podIP: 10.0.0.1
                      conditions: [{type: a, status: 'True'}]
                      containerStatuses: [{ready: true, state: {running: {}}}]
                    """,
                    "Name=web-1 Ready=1/1 Status=Running Restarts=0 Age=60m IP*=10.0.0.1 Node*=node-1 "
                            + "Nominated Node*=<none> Readiness Gates*=1/2"),
            Arguments.of(
                    "apiVersion: apps/v1\nkind: Deployment",
                    """
                    metadata: {name: web, creationTimestamp: '2026-11-21T06:00:00Z'}
                    spec:
                      replicas: 3
                      selector: {matchLabels: {app: web}}
                      template: {spec: {containers: [{name: a, image: x:1}, {name: b, image: z}]}}
                    status: {readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1}
                    """,
                    "Name=web Ready=2/3 Up-to-date=3 Available=1 Age=2d4h Containers*=a,b Images*=x:1,z Selector*=app=web"),
            Arguments.of(
                    "apiVersion: apps/v1\nkind: ReplicaSet",
                    """
                    metadata: {name: web-1}
                    spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {spec: {containers: [{name: a, image: x}]}}}
                    status: {replicas: 2, readyReplicas: 1}
                    """,
                    "Name=web-1 Desired=3 Current=2 Ready=1 Age=<unknown> Containers*=a Images*=x Selector*=app=web"),
            Arguments.of(
                    "apiVersion: v1\nkind: ResourceQuota",
                    """
                    metadata: {name: all, creationTimestamp: '2026-11-23T09:00:00Z'}
                    status:
                      hard: {requests.cpu: '1', pods: '10', limits.memory: 1Gi, limits.cpu: '2'}
                      used: {requests.cpu: 500m, pods: '3', limits.memory: 512Mi}
                    """,
                    "Name=all Request=pods: 3/10, requests.cpu: 500m/1 Limit=limits.cpu: 0/2, limits.memory: 512Mi/1Gi "
                            + "Age=60m"),
            Arguments.of(
                    "apiVersion: v1\nkind: LimitRange",
                    "metadata: {name: sizes, creationTimestamp: '2026-11-23T09:00:00Z'}",
                    "Name=sizes Created At=2026-11-23T09:00:00Z"),
            Arguments.of(
                    "apiVersion: v1\nkind: Node",
                    """
                    metadata: {name: node-1, labels: {node-role.kubernetes.io/control-plane: '', kubernetes.io/role: big}}
                    spec: {unschedulable: true}
                    status:
                      conditions: [{type: Ready, status: 'True'}]
                      addresses: [{type: InternalIP, address: 10.0.0.2}]
                      nodeInfo: {kubeletVersion: v1.32.0, osImage: Debian, containerRuntimeVersion: 'docker://20.10'}
                    """,
                    "Name=node-1 Status=Ready,SchedulingDisabled Roles=big,control-plane Age=<unknown> Version=v1.32.0 "
                            + "Internal-IP*=10.0.0.2 External-IP*=<none> OS-Image*=Debian Kernel-Version*=<unknown> "
                            + "Container-Runtime*=docker://20.10"),
            Arguments.of(
                    "apiVersion: v1\nkind: Node",
                    "metadata: {name: node}",
                    "Name=node Status=Unknown Roles=<none> "
                            + "Age=<unknown> Version= Internal-IP*=<none> External-IP*=<none> OS-Image*=<unknown> "
                            + "Kernel-Version*=<unknown> Container-Runtime*=<unknown>"),
            Arguments.of(
                    "apiVersion: v1\nkind: Service",
                    """
                    metadata: {name: web}
                    spec:
                      type: NodePort
                      clusterIP: 10.96.0.7
                      ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53, protocol: UDP}]
                      selector: {b: '2', a: '1'}
                    """,
                    "Name=web Type=NodePort Cluster-IP=10.96.0.7 External-IP=<none> Port(s)=80:30080/TCP,53/UDP "
                            + "Age=<unknown> Selector*=a=1,b=2"),
            Arguments.of(
                    "apiVersion: v1\nkind: Service",
                    """
                    metadata: {name: lb}
                    spec: {type: LoadBalancer}
                    """,
                    "Name=lb Type=LoadBalancer Cluster-IP=<none> External-IP=<pending> Port(s)=<none> Age=<unknown> "
                            + "Selector*=<none>"),
            Arguments.of(
                    "apiVersion: v1\nkind: Endpoints",
                    """
                    metadata: {name: web}
                    subsets: [{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}, {ip: 10.0.0.3}, {ip: 10.0.0.4}], ports: [{port: 80}]}]
                    """,
                    "Name=web Endpoints=10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more... Age=<unknown>"),
            Arguments.of(
                    "apiVersion: v1\nkind: Endpoints",
                    "metadata: {name: web}",
                    "Name=web Endpoints=<none> Age=<unknown>"),
            Arguments.of(
                    "apiVersion: v1\nkind: Event",
                    """
                    metadata: {name: web.1}
                    involvedObject: {kind: Pod, name: web-1, fieldPath: 'spec.containers{web}'}
                    type: Normal
                    reason: Started
                    message: " Started container "
                    count: 4
                    source: {component: kubelet, host: node-1}
                    firstTimestamp: '2026-11-23T09:00:00Z'
                    lastTimestamp: '2026-11-23T09:58:30Z'
                    """,
                    "Last Seen=90s Type=Normal Reason=Started Object=pod/web-1 Subobject*=spec.containers{web} "
                            + "Source*=kubelet, node-1 Message=Started container First Seen*=60m Count*=4 Name*=web.1"),
            Arguments.of(
                    "apiVersion: v1\nkind: Event",
                    """
                    metadata: {name: web.2}
                    involvedObject: {kind: Node}
                    eventTime: '2026-11-23T09:59:00.123456Z'
                    series: {count: 9, lastObservedTime: '2026-11-23T09:59:55.000000Z'}
                    reportingComponent: scheduler
                    """,
                    "Last Seen=5s Type= Reason= Object=node Subobject*= Source*=scheduler Message= First Seen*=59s "
                            + "Count*=9 Name*=web.2"),
            Arguments.of(
                    "apiVersion: v1\nkind: ConfigMap",
                    "{metadata: {name: c}, data: {a: x}, binaryData: {b: AA==}}",
                    "Name=c Data=2 Age=<unknown>"),
            Arguments.of(
                    "apiVersion: v1\nkind: Secret",
                    "{metadata: {name: s}, type: Opaque, data: {a: AA==}}",
                    "Name=s Type=Opaque Data=1 Age=<unknown>"),
            Arguments.of(
                    "apiVersion: v1\nkind: ServiceAccount",
                    "{metadata: {name: d}, secrets: [{name: x}]}",
                    "Name=d Secrets=1 Age=<unknown>"),
            Arguments.of(
                    "apiVersion: v1\nkind: Namespace",
                    "{metadata: {name: node}, status: {phase: Active}}",
                    "Name=node Status=Active Age=<unknown>"),
            Arguments.of(
                    "apiVersion: coordination.k8s.io/v1\nkind: Lease",
                    "{metadata: {name: l}, spec: {holderIdentity: h}}",
                    "Name=l Holder=h Age=<unknown>"),
            Arguments.of(
                    "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice",
                    """
                    {metadata: {name: web-1}, addressType: IPv4, ports: [{port: 80}, {name: any}],
                     endpoints: [{addresses: [1.1.1.1]}, {addresses: [1.1.1.2]}, {addresses: [1.1.1.3]}, {addresses: [1.1.1.4]}]}
                    """,
                    "Name=web-1 AddressType=IPv4 Ports=80,any Endpoints=1.1.1.1,1.1.1.2,1.1.1.3 + 1 more... Age=<unknown>"),
            Arguments.of(
                    "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice",
                    "{metadata: {name: web-1}, addressType: IPv4}",
                    "Name=web-1 AddressType=IPv4 Ports=<unset> Endpoints=<unset> Age=<unknown>"),
            Arguments.of(
                    "apiVersion: networking.k8s.io/v1\nkind: Ingress",
                    """
                    metadata: {name: web}
                    spec: {ingressClassName: gyre, rules: [{host: a.x}, {host: b.x}], tls: [{secretName: s}]}
                    status: {loadBalancer: {ingress: [{ip: 10.0.0.9}, {hostname: lb.x}]}}
                    """,
                    "Name=web Class=gyre Hosts=a.x,b.x Address=10.0.0.9,lb.x Ports=80, 443 Age=<unknown>"),
            Arguments.of(
                    "apiVersion: networking.k8s.io/v1\nkind: Ingress",
                    "{metadata: {name: web}, spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}}",
                    "Name=web Class=<none> Hosts=* Address= Ports=80 Age=<unknown>"),
            Arguments.of(
                    "apiVersion: networking.k8s.io/v1\nkind: IngressClass",
                    "{metadata: {name: g}, spec: {controller: a.b/c, parameters: {apiGroup: x.y, kind: K, name: m}}}",
                    "Name=g Controller=a.b/c Parameters=K.x.y/m Age=<unknown>"),
            Arguments.of(
                    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole",
                    "{metadata: {name: r, creationTimestamp: '2026-11-23T09:00:00Z'}}",
                    "Name=r Created At=2026-11-23T09:00:00Z"),
            Arguments.of(
                    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding",
                    """
                    metadata: {name: b}
                    roleRef: {kind: Role, name: reader}
                    subjects:
                    - {kind: User, name: ann}
                    - {kind: User, name: bob}
                    - {kind: ServiceAccount, namespace: default, name: robot}
                    """,
                    "Name=b Role=Role/reader Age=<unknown> Users*=ann, bob Groups*= ServiceAccounts*=default/robot"));

    @ParameterizedTest
    @FieldSource("ROWS")
    void showWhatKubernetesShows(String type, String object, String row) {
        ObjectNode named = Yaml.readObject(type);
        ResourceKind kind = KubernetesKinds.registry()
                .ofObject(
                        named.path("apiVersion").asString(), named.path("kind").asString());
        assertThat(kind).isNotNull();
        ObjectNode json = Yaml.readObject(object);
        String shown = kind.columns().stream()
                .map(column ->
                        header(column) + "=" + column.cell().apply(json, NOW).asString())
                .collect(Collectors.joining(" "));
        assertThat(shown).isEqualTo(row);
    }

    /** Columns of {@code -o wide} carry an asterisk here. */
    private static String header(Column column) {
        return column.name() + (column.priority() == 0 ? "" : "*");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "330, 5m30s",
        "599, 9m59s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "11700, 3h15m",
        "28799, 7h59m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "183600, 2d3h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "66000000, 2y33d",
        "252288000, 8y",
        "-1, 0s",
        "-5, <invalid>"
    })
    void agesAreShort(long seconds, String text) {
        assertThat(HumanDuration.of(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
