package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
                """);
        try (Sandbox sandbox = Sandbox.of(present())) {
            assertThat(sandbox.awaitQuiet(PATIENCE)).isTrue();
            Map<ResourceKey, Resource> before = sandbox.objects();
            manifests.applyOnServer(sandbox.client(RoleIdentity.ADMIN));
            assertThat(sandbox.awaitQuiet(PATIENCE)).isTrue();

            LogHistory history = sandbox.history();
            Forecast forecast = Forecast.between(before, sandbox.objects(), history, key -> Walk.of(key, history));

            assertThat(keys(forecast, Kind.PENDING)).containsExactly("pods/default/huge");
            assertThat(keys(forecast, Kind.EVICTED)).containsExactly("pods/default/old");
            assertThat(keys(forecast, Kind.CREATED))
                    .contains(
                            "deployments.apps/default/web",
                            "widgets.example.com/default/wheel",
                            "gadgets.example.com/default/lever")
                    .filteredOn(key -> key.startsWith("pods/default/web-"))
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(keys(forecast, Kind.CHANGED)).contains("nodes/node-a");
            assertThat(forecast.text())
                    .contains("left pending: 1\n  pods/default/huge, 0/2 nodes are available: ")
                    .contains("by tainteviction: its node has a taint that it does not tolerate")
                    .contains("on node-b\n      by scheduler: default/web-");
        }
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
