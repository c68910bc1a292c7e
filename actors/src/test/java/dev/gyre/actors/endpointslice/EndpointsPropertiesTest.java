package dev.gyre.actors.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.endpoints.EndpointsReconciler;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever pods do, and however seldom controllers look: in the end the endpoints are those of the pods there are, each
 * once, and there is nothing left to do. One pod's change is one small write.
 */
class EndpointsPropertiesTest {

    private static final ResourceKey SERVICE = ResourceKey.namespaced("", "services", "default", "web");

    private InMemoryCluster cluster = empty();
    private final EndpointSliceReconciler slices = new EndpointSliceReconciler();
    private final EndpointsReconciler endpoints = new EndpointsReconciler();

    private static InMemoryCluster empty() {
        return new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
    }

    private void service() {
        cluster.create(
                SERVICE.toString(),
                "{'apiVersion':'v1','kind':'Service','metadata':{'name':'web','namespace':'default'},"
                        + "'spec':{'clusterIP':'10.96.0.1','selector':{'app':'web'},'ports':[{'port':80}]}}");
    }

    private Resource pod(int number, boolean isReady) {
        String subject = "pods/default/p" + number;
        return cluster.create(
                subject,
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p%d','namespace':'default','labels':{'app':'web'}},"
                                .formatted(number)
                        + "'spec':{'nodeName':'n','containers':[]},'status':{'phase':'Running','podIP':'10.0.%d.%d',"
                                .formatted(number / 200, 1 + number % 200)
                        + "'conditions':[{'type':'Ready','status':'%s'}]}}".formatted(isReady ? "True" : "False"));
    }

    private void change(Resource pod, Consumer<ObjectNode> edit) {
        ObjectNode object = pod.copy();
        edit.accept(object);
        String subresource = object.path("status").equals(pod.json().path("status")) ? null : "status";
        cluster.execute(new Command.Update(pod.key(), subresource, pod.revision(), object, List.of()));
    }

    private List<Command> decideAndApply(Reconciler reconciler) {
        Decision decision = reconciler.reconcile(SERVICE, cluster.view(), cluster.now());
        decision.commands().forEach(cluster::execute);
        return decision.commands();
    }

    private void settle() {
        for (Reconciler reconciler : List.of(slices, endpoints)) {
            decideAndApply(reconciler);
            assertThat(decideAndApply(reconciler))
                    .as("%s, again", reconciler.name())
                    .isEmpty();
        }
    }

    private List<Resource> allSlices() {
        return cluster.view().list("discovery.k8s.io", "endpointslices");
    }

    @Property(tries = 60)
    void endpointsAreThoseOfThePodsThereAre(@ForAll long seed) {
        cluster = empty();
        service();
        Random random = new Random(seed);
        List<ResourceKey> pods = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            if (pods.isEmpty() || random.nextInt(3) > 0) {
                pods.add(pod(step, random.nextBoolean()).key());
            } else {
                ResourceKey key = pods.get(random.nextInt(pods.size()));
                Resource pod = cluster.view().get(key).orElseThrow();
                switch (random.nextInt(4)) {
                    case 0 -> {
                        cluster.remove(key);
                        pods.remove(key);
                    }
                    case 1 ->
                        change(
                                pod,
                                o -> o.withObjectProperty("metadata")
                                        .withObjectProperty("labels")
                                        .put("app", random.nextBoolean() ? "web" : "db"));
                    case 2 ->
                        change(
                                pod,
                                o -> o.withObjectProperty("status")
                                        .put("phase", random.nextBoolean() ? "Failed" : "Running"));
                    default ->
                        change(
                                pod,
                                o -> ((ObjectNode) o.at("/status/conditions/0"))
                                        .put("status", random.nextBoolean() ? "True" : "False"));
                }
            }
            if (random.nextInt(10) == 0) {
                decideAndApply(random.nextBoolean() ? slices : endpoints);
            }
        }
        settle();
        Set<String> wanted = new TreeSet<>();
        for (ResourceKey key : pods) {
            JsonNode pod = cluster.view().get(key).orElseThrow().json();
            if (pod.at("/metadata/labels/app").asString().equals("web")
                    && pod.at("/status/phase").asString().equals("Running")) {
                wanted.add(pod.at("/status/podIP").asString() + " "
                        + pod.at("/status/conditions/0/status").asString().equals("True"));
            }
        }
        List<String> shown = new ArrayList<>();
        for (Resource slice : allSlices()) {
            assertThat(slice.json().path("endpoints").size()).isLessThanOrEqualTo(100);
            slice.json()
                    .path("endpoints")
                    .forEach(e -> shown.add(e.at("/addresses/0").asString() + " "
                            + e.at("/conditions/ready").asBoolean()));
        }
        assertThat(shown).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(addresses()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    private List<String> addresses() {
        List<String> shown = new ArrayList<>();
        for (JsonNode subset : cluster.get("endpoints/default/web").json().path("subsets")) {
            subset.path("addresses").forEach(a -> shown.add(a.path("ip").asString() + " true"));
            subset.path("notReadyAddresses").forEach(a -> shown.add(a.path("ip").asString() + " false"));
        }
        return shown;
    }

    @Test
    void onePodsChangeIsOneSmallWrite() {
        service();
        for (int i = 0; i < 950; i++) {
            pod(i, true);
        }
        settle();
        assertThat(allSlices()).hasSize(10);
        change(
                cluster.get("pods/default/p500"),
                o -> ((ObjectNode) o.at("/status/conditions/0")).put("status", "False"));
        assertThat(decideAndApply(slices)).hasSize(1);
        cluster.remove(ResourceKey.parse("pods/default/p3"));
        assertThat(decideAndApply(slices)).hasSize(1);
        pod(1000, true);
        assertThat(decideAndApply(slices)).hasSize(1);
        assertThat(allSlices()).hasSize(10);
    }

    @Test
    void moreThanFitAreCutAndThatIsSaid() {
        service();
        for (int i = 0; i < 1005; i++) {
            pod(i, i % 2 == 0);
        }
        settle();
        Resource written = cluster.get("endpoints/default/web");
        assertThat(written.annotations()).containsEntry("endpoints.kubernetes.io/over-capacity", "truncated");
        assertThat(addresses()).hasSize(1000);
        assertThat(addresses().stream().filter(a -> a.endsWith("true"))).hasSize(503);
        cluster.remove(ResourceKey.parse("pods/default/p0"));
        for (int i = 1; i < 10; i++) {
            cluster.remove(ResourceKey.parse("pods/default/p" + i));
        }
        settle();
        assertThat(cluster.get("endpoints/default/web").annotations())
                .doesNotContainKey("endpoints.kubernetes.io/over-capacity");
    }

    @Test
    void onlyTheServicesThatSelectAPodAreLookedAt() {
        service();
        cluster.create(
                "services/default/db",
                "{'metadata':{'name':'db','namespace':'default'},'spec':{'selector':{'app':'web','tier':'db'}}}");
        cluster.create(
                "services/other/web",
                "{'metadata':{'name':'web','namespace':'other'},'spec':{'selector':{'app':'web'}}}");
        Resource pod = pod(1, true);
        ResourceEvent event = new ResourceEvent(
                ResourceEvent.Type.ADDED, pod, new dev.gyre.schemas.Provenance("", "", "", cluster.now()));
        assertThat(slices.affectedBy(event, cluster.view())).containsExactly(SERVICE);
        assertThat(endpoints.affectedBy(event, cluster.view())).containsExactly(SERVICE);
    }
}
