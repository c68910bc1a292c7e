package dev.gyre.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What all {@link ClusterObjects} keep to. */
abstract class ClusterObjectsContract {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ResourceKind SERVICES = kind("services");
    private static final ResourceKind NODES = kind("nodes");

    abstract ClusterObjects objects();

    abstract void put(ResourceKey key, ObjectNode json);

    abstract void delete(ResourceKey key);

    /** Loses history, so that everybody has to begin anew. */
    abstract void breakHistory();

    /** Folds what it is told, as every follower does. */
    static final class Fold implements ClusterObjects.Listener {
        private final Map<ResourceKey, String> seen = new TreeMap<>();
        private final List<Long> revisions = new ArrayList<>();
        private int resets;
        private int empties;

        @Override
        public synchronized void reset(long revision, List<Resource> all) {
            resets++;
            seen.clear();
            all.forEach(object -> seen.put(object.key(), text(object)));
        }

        @Override
        public synchronized void changed(long revision, List<ResourceEvent> events) {
            empties += events.isEmpty() ? 1 : 0;
            for (ResourceEvent event : events) {
                revisions.add(event.revision());
                if (event.type() == ResourceEvent.Type.DELETED) {
                    seen.remove(event.key());
                } else {
                    seen.put(event.key(), text(event.resource()));
                }
            }
        }

        synchronized Map<ResourceKey, String> seen() {
            return Map.copyOf(seen);
        }

        synchronized int resets() {
            return resets;
        }
    }

    @Test
    void whatIsThereIsToldFirstThenEveryChange() throws Exception {
        put(service("a"), object("1"));
        put(ResourceKey.namespaced("", "pods", "default", "p"), object("1"));
        Fold fold = new Fold();
        try (AutoCloseable following = objects().follow(Set.of(SERVICES, NODES), fold)) {
            see(fold, Map.of(service("a"), "1"));
            put(service("b"), object("1"));
            put(node("n"), object("1"));
            put(ResourceKey.namespaced("", "pods", "default", "q"), object("1"));
            put(service("a"), object("2"));
            delete(service("b"));
            see(fold, Map.of(service("a"), "2", node("n"), "1"));
            assertThat(fold.resets).isOne();
            assertThat(fold.empties).isZero();
            assertThat(fold.revisions).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void everyoneHasItsOwnKindsAndBeginsWhenItComes() throws Exception {
        Fold services = new Fold();
        Fold nodes = new Fold();
        try (AutoCloseable first = objects().follow(Set.of(SERVICES), services)) {
            put(service("a"), object("1"));
            put(node("n"), object("1"));
            see(services, Map.of(service("a"), "1"));
            try (AutoCloseable second = objects().follow(Set.of(NODES), nodes)) {
                put(node("n"), object("2"));
                see(nodes, Map.of(node("n"), "2"));
                put(service("a"), object("2"));
                see(services, Map.of(service("a"), "2"));
            }
        }
    }

    @Test
    void afterABreakEverythingIsToldAgain() throws Exception {
        put(service("a"), object("1"));
        put(service("b"), object("1"));
        Fold fold = new Fold();
        try (AutoCloseable following = objects().follow(Set.of(SERVICES), fold)) {
            see(fold, Map.of(service("a"), "1", service("b"), "1"));
            breakHistory();
            delete(service("b"));
            put(service("c"), object("1"));
            await().atMost(SOON).until(() -> fold.resets() == 2);
            see(fold, Map.of(service("a"), "1", service("c"), "1"));
        }
    }

    @Test
    void whoHasLeftHearsNothing() throws Exception {
        Fold gone = new Fold();
        Fold stays = new Fold();
        AutoCloseable leaving = objects().follow(Set.of(SERVICES), gone);
        try (AutoCloseable staying = objects().follow(Set.of(SERVICES), stays)) {
            put(service("a"), object("1"));
            see(gone, Map.of(service("a"), "1"));
            leaving.close();
            put(service("b"), object("1"));
            see(stays, Map.of(service("a"), "1", service("b"), "1"));
            assertThat(gone.seen()).containsOnlyKeys(service("a"));
        }
    }

    @Test
    void changesWhileSomebodyJoinsAreNeitherLostNorToldTwice() throws Exception {
        Thread writer = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 500; i++) {
                put(service("s" + i % 7), object(Integer.toString(i)));
            }
        });
        List<Fold> folds = new ArrayList<>();
        List<AutoCloseable> following = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Fold fold = new Fold();
            folds.add(fold);
            following.add(objects().follow(Set.of(SERVICES), fold));
            await().atMost(SOON).until(() -> fold.resets() == 1);
        }
        writer.join();
        Map<ResourceKey, String> last = new TreeMap<>();
        for (int i = 493; i < 500; i++) {
            last.put(service("s" + i % 7), Integer.toString(i));
        }
        for (Fold fold : folds) {
            see(fold, last);
            assertThat(fold.revisions).isSorted().doesNotHaveDuplicates();
        }
        for (AutoCloseable each : following) {
            each.close();
        }
    }

    private static void see(Fold fold, Map<ResourceKey, String> expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(fold.seen()).isEqualTo(expected));
    }

    private static ResourceKey service(String name) {
        return ResourceKey.namespaced("", "services", "default", name);
    }

    private static ResourceKey node(String name) {
        return ResourceKey.clusterScoped("", "nodes", name);
    }

    private static ObjectNode object(String text) {
        ObjectNode json = Json.object();
        json.put("text", text);
        return json;
    }

    private static String text(Resource resource) {
        return resource.json().path("text").asString();
    }

    private static ResourceKind kind(String plural) {
        return KubernetesKinds.registry().of(ResourceKey.clusterScoped("", plural, "any"));
    }
}
