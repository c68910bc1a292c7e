package dev.gyre.gateway.apiservice;

import static dev.gyre.gateway.storage.StoreFixtures.because;
import static dev.gyre.gateway.storage.StoreFixtures.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiServiceTest {

    private static final ResourceKey SERVICE = ResourceKey.namespaced("", "services", "default", "kubernetes");
    private static final ResourceKey ENDPOINTS = ResourceKey.namespaced("", "endpoints", "default", "kubernetes");
    private static final ResourceKey SLICE =
            ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", "kubernetes");

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final InMemoryResourceStore store = new InMemoryResourceStore();
    private final WatchCache cache = WatchCache.start(
                    store,
                    new WatchCache.Parts(WatchCache.Limits.DEFAULT, () -> this.now, (delay, step) -> {}, Runnable::run))
            .toCompletableFuture()
            .join();
    private final ApiService first = new ApiService("10.96.0.1", "192.0.2.1", 6443, "first");
    private final ApiService second = new ApiService("10.96.0.1", "192.0.2.2", 6443, "second");
    private final ApiService elsewhere = new ApiService("10.96.0.1", "192.0.2.1", 7443, "elsewhere");

    private void turn(ApiService service) {
        apply(service.upkeep(cache.latest(), now));
    }

    private void apply(List<Command> commands) {
        for (Command command : commands) {
            StoredObject present = cache.latest().get(command.key());
            long revision = present == null ? 0 : present.modRevision();
            committed(
                    store,
                    switch (command) {
                        case Command.Create create ->
                            new Write.Put(create.key(), 0, create.object(), because("test"), List.of());
                        case Command.Update update ->
                            new Write.Put(update.key(), update.revision(), update.object(), because("test"), List.of());
                        default -> new Write.Remove(command.key(), revision, because("test"), List.of());
                    });
        }
    }

    private JsonNode at(ResourceKey key) {
        StoredObject object = cache.latest().get(key);
        assertThat(object).as("%s", key).isNotNull();
        return object.json();
    }

    private static List<String> addresses(JsonNode slice) {
        List<String> addresses = new ArrayList<>();
        slice.path("endpoints")
                .forEach(endpoint ->
                        addresses.add(endpoint.path("addresses").path(0).asString()));
        return addresses;
    }

    @Test
    void theFirstGatewayMakesTheService() {
        turn(first);

        assertThat(at(SERVICE).path("spec").path("clusterIP").asString()).isEqualTo("10.96.0.1");
        assertThat(at(SERVICE).at("/spec/ports/0/port").asInt()).isEqualTo(443);
        assertThat(at(SERVICE).at("/spec/ports/0/targetPort").asInt()).isEqualTo(6443);
        assertThat(at(ENDPOINTS).at("/subsets/0/addresses/0/ip").asString()).isEqualTo("192.0.2.1");
        assertThat(at(ENDPOINTS).at("/subsets/0/ports/0/port").asInt()).isEqualTo(6443);
        assertThat(at(SLICE).at("/metadata/labels/kubernetes.io~1service-name").asString())
                .isEqualTo("kubernetes");
        assertThat(addresses(at(SLICE))).containsExactly("192.0.2.1");
    }

    @Test
    void aTurnInWhichNothingIsNewOnlyRenewsTheLease() {
        turn(first);
        now = now.plusSeconds(10);
        assertThat(first.upkeep(cache.latest(), now))
                .singleElement()
                .satisfies(command -> assertThat(command.key().plural()).isEqualTo("leases"));
    }

    @Test
    void gatewaysThatAreAliveAreAllThereAndTheOthersGo() {
        turn(first);
        turn(second);
        assertThat(addresses(at(SLICE))).containsExactly("192.0.2.1", "192.0.2.2");
        turn(elsewhere);
        assertThat(at(ENDPOINTS).path("subsets")).hasSize(2);
        assertThat(addresses(at(slice("kubernetes-7443")))).containsExactly("192.0.2.1");

        now = now.plus(Duration.ofSeconds(31));
        turn(second);

        assertThat(addresses(at(SLICE))).containsExactly("192.0.2.2");
        assertThat(at(ENDPOINTS).path("subsets")).hasSize(1);
        assertThat(cache.latest().get(slice("kubernetes-7443"))).isNull();
        assertThat(cache.latest().count("coordination.k8s.io", "leases", "kube-system"))
                .isEqualTo(1);
    }

    @Test
    void aGatewayThatLeavesSaysSo() {
        turn(first);
        turn(second);
        apply(first.farewell(cache.latest(), now));
        assertThat(addresses(at(SLICE))).containsExactly("192.0.2.2");
        assertThat(cache.latest().count("coordination.k8s.io", "leases", "kube-system"))
                .isEqualTo(1);
        turn(second);
        assertThat(addresses(at(SLICE))).containsExactly("192.0.2.2");
    }

    @Test
    void aServiceThatWasDeletedComesBack() {
        turn(first);
        Snapshot before = cache.latest();
        committed(store, new Write.Remove(SERVICE, before.get(SERVICE).modRevision(), because("x"), List.of()));
        turn(first);
        assertThat(at(SERVICE)).isNotNull();
    }

    private static ResourceKey slice(String name) {
        return ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", name);
    }
}
