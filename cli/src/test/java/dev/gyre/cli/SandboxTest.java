package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.cli.whatif.Forecast;
import dev.gyre.cli.whatif.Forecast.Kind;
import dev.gyre.cli.why.Walk;
import dev.gyre.events.history.LogHistory;
import dev.gyre.events.history.PastState;
import dev.gyre.events.history.PastState.PastObject;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes and a pod of nobody's on one of them; then a Deployment comes, a pod that is too large, and the node's end. */
class SandboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final PastObject WIDGETS =
            object("customresourcedefinitions.apiextensions.k8s.io/widgets.example.com", """
            {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
             'metadata':{'name':'widgets.example.com','uid':'uid-widgets'},
             'spec':{'group':'example.com','scope':'Namespaced','names':{'plural':'widgets','singular':'widget','kind':'Widget','listKind':'WidgetList'},
              'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object'}}}]},
             'status':{'acceptedNames':{'plural':'widgets','singular':'widget','kind':'Widget','listKind':'WidgetList'},'storedVersions':['v1'],
              'conditions':[{'type':'NamesAccepted','status':'True'},{'type':'Established','status':'True'}]}}
            """);

    @TempDir
    Path directory;

    @Test
    void whatAManifestLeadsToIsLivedThroughAndTold() throws Exception {
        Manifests manifests = manifest("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers: [{name: main, image: "web:1", resources: {requests: {cpu: "1"}}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: huge}
                spec:
                  containers: [{name: main, image: "web:1", resources: {requests: {cpu: "100"}}}]
                ---
                apiVersion: v1
                kind: Node
                metadata: {name: node-a}
                spec:
                  taints: [{key: broken, effect: NoExecute}]
                ---
                apiVersion: example.com/v1
                kind: Widget
                metadata: {name: wheel}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gadgets.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: gadgets, singular: gadget, kind: Gadget}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                ---
                apiVersion: example.com/v1
                kind: Gadget
                metadata: {name: lever}
                ---
                apiVersion: v1
                kind: List
                items:
                - apiVersion: scheduling.k8s.io/v1
                  kind: PriorityClass
                  metadata: {name: high}
                  value: 1000
                - apiVersion: v1
                  kind: Pod
                  metadata: {name: vip}
                  spec:
                    priorityClassName: high
                    containers: [{name: main, image: "web:1", resources: {requests: {cpu: "6"}}}]
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: tight}
                ---
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: none, namespace: tight}
                spec: {hard: {pods: "0"}}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: tight}
                spec:
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: main, image: "db:1"}]}
                ---
                apiVersion: autoscaling/v1
                kind: HorizontalPodAutoscaler
                metadata: {name: older}
                spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: nobody}, maxReplicas: 3}
                """);
        try (Sandbox sandbox = Sandbox.of(present())) {
            assertThat(sandbox.awaitQuiet(PATIENCE)).isTrue();
            Map<ResourceKey, Resource> before = sandbox.objects();
            manifests.applyOnServer(sandbox.client(RoleIdentity.ADMIN));
            assertThat(sandbox.awaitQuiet(PATIENCE)).isTrue();

            LogHistory history = sandbox.history();
            Forecast forecast = Forecast.between(before, sandbox.objects(), history, key -> Walk.of(key, history));

            assertThat(keys(forecast, Kind.PENDING)).containsExactly("pods/default/huge");
            assertThat(keys(forecast, Kind.EVICTED)).containsExactly("pods/default/meek", "pods/default/old");
            assertThat(keys(forecast, Kind.REFUSED)).containsExactly("statefulsets.apps/tight/db");
            assertThat(keys(forecast, Kind.CREATED))
                    .contains(
                            "deployments.apps/default/web",
                            "widgets.example.com/default/wheel",
                            "gadgets.example.com/default/lever",
                            "horizontalpodautoscalers.autoscaling/default/older",
                            "pods/default/vip")
                    .filteredOn(key -> key.startsWith("pods/default/web-"))
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(keys(forecast, Kind.CHANGED)).contains("nodes/node-a");
            assertThat(forecast.text())
                    .contains("left pending: 1\n  pods/default/huge, 0/2 nodes are available: ")
                    .contains("would be refused: 1\n  statefulsets.apps/tight/db\n")
                    .contains("exceeded quota: none")
                    .contains("by tainteviction: its node has a taint that it does not tolerate")
                    .contains("on node-b\n      by scheduler: default/web-");
        }
    }

    @Test
    void whoHasASayInTheClusterHasItHereAndNobodyIsCalled() throws Exception {
        Manifests map = manifest("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: map}
                """);
        Manifests refused = manifest("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: many}
                spec:
                  replicas: 30
                  selector: {matchLabels: {app: many}}
                  template:
                    metadata: {labels: {app: many}}
                    spec: {containers: [{name: main, image: "web:1"}]}
                """);
        try (Sandbox sandbox = Sandbox.of(present())) {
            map.applyOnServer(sandbox.client(RoleIdentity.ADMIN));

            assertThat(sandbox.unasked()).containsExactly("maps.example.com");
            assertThatThrownBy(() -> refused.applyOnServer(sandbox.client(RoleIdentity.ADMIN)))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("no more than twenty");
        }
    }

    @Test
    void whatHasNoNameIsRefusedBeforeAnythingIsDone() {
        assertThatThrownBy(() -> manifest("{apiVersion: v1, kind: ConfigMap}"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageEndingWith("a ConfigMap has no metadata.name");
        assertThatThrownBy(() -> manifest("{apiVersion: v1, kind: ConfigMap, metadata: {generateName: a-}}"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageEndingWith("ConfigMap a-: what is applied cannot have its name generated");
    }

    private Manifests manifest(String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("manifest.yaml"), yaml);
        return Manifests.read(
                List.of(file),
                KubernetesKinds.registry()
                        .with(List.of(CustomKinds.kind(WIDGETS.object().json()))));
    }

    private static List<String> keys(Forecast forecast, Kind kind) {
        return forecast.entries().stream()
                .filter(entry -> entry.kind() == kind)
                .map(entry -> entry.key().toString())
                .toList();
    }

    private static PastState present() {
        List<PastObject> objects = new ArrayList<>();
        for (String node : List.of("node-a", "node-b")) {
            objects.add(object("nodes/" + node, """
                    {'apiVersion':'v1','kind':'Node','metadata':{'name':'%s','uid':'uid-%s'},'spec':{},'status':{
                     'allocatable':{'cpu':'8','memory':'16Gi','pods':'100'},'capacity':{'cpu':'8','memory':'16Gi','pods':'100'},
                     'conditions':[{'type':'Ready','status':'True'}]}}
                    """.formatted(node, node)));
        }
        objects.add(object("namespaces/default", """
                {'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default','uid':'uid-default'},
                 'spec':{'finalizers':['kubernetes']},'status':{'phase':'Active'}}
                """));
        objects.add(object("serviceaccounts/default/default", """
                {'apiVersion':'v1','kind':'ServiceAccount','metadata':{'name':'default','namespace':'default','uid':'uid-sa'}}
                """));
        objects.add(object("pods/default/old", """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'old','namespace':'default','uid':'uid-old'},
                 'spec':{'nodeName':'node-a','containers':[{'name':'main','image':'old:1'}]},'status':{'phase':'Running'}}
                """));
        objects.add(object("pods/default/meek", """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'meek','namespace':'default','uid':'uid-meek'},
                 'spec':{'nodeName':'node-b','priority':0,'containers':[{'name':'main','image':'old:1','resources':{'requests':{'cpu':'5'}}}]},
                 'status':{'phase':'Running'}}
                """));
        objects.add(object("validatingadmissionpolicies.admissionregistration.k8s.io/few", """
                {'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicy','metadata':{'name':'few','uid':'uid-few'},
                 'spec':{'failurePolicy':'Fail','validations':[{'expression':'object.spec.replicas <= 20','message':'no more than twenty'}],
                  'matchConstraints':{'matchPolicy':'Equivalent','namespaceSelector':{},'objectSelector':{},'resourceRules':[{'apiGroups':['apps'],
                   'apiVersions':['v1'],'operations':['CREATE','UPDATE'],'resources':['deployments'],'scope':'*'}]}}}
                """));
        objects.add(object("validatingadmissionpolicybindings.admissionregistration.k8s.io/few", """
                {'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicyBinding','metadata':{'name':'few','uid':'uid-bound'},
                 'spec':{'policyName':'few','validationActions':['Deny']}}
                """));
        objects.add(object("validatingwebhookconfigurations.admissionregistration.k8s.io/maps", """
                {'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingWebhookConfiguration','metadata':{'name':'maps','uid':'uid-maps'},
                 'webhooks':[{'name':'maps.example.com','admissionReviewVersions':['v1'],'sideEffects':'None','failurePolicy':'Fail',
                  'matchPolicy':'Equivalent','namespaceSelector':{},'objectSelector':{},'timeoutSeconds':10,
                  'clientConfig':{'url':'https://127.0.0.1:1/'},
                  'rules':[{'apiGroups':[''],'apiVersions':['v1'],'operations':['CREATE'],'resources':['configmaps'],'scope':'*'}]}]}
                """));
        objects.add(WIDGETS);
        return new PastState(10, Instant.now(), objects);
    }

    private static PastObject object(String key, String json) {
        Resource resource = Resource.of(
                ResourceKey.parse(key),
                5,
                Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return new PastObject(resource, 5, new Provenance("ann", "", "", Instant.EPOCH));
    }
}
