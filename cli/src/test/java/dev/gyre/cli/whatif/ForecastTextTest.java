package dev.gyre.cli.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.cli.whatif.Forecast.Entry;
import dev.gyre.cli.whatif.Forecast.Kind;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTextTest {

    @Test
    void aFewAreToldOfOneByOne() {
        Forecast forecast = new Forecast(List.of(
                pod("web-a", "on node-1"),
                new Entry(
                        Kind.CREATED, ResourceKey.namespaced("apps", "deployments", "shop", "web"), "", List.of(), ""),
                new Entry(
                        Kind.CHANGED,
                        ResourceKey.clusterScoped("", "nodes", "node-1"),
                        "",
                        List.of("spec: a -> b"),
                        "")));

        assertThat(forecast.text()).isEqualTo("""
                would be created: 2
                  pods/shop/web-a, on node-1
                      by scheduler: web-a
                  deployments.apps/shop/web
                would be changed: 1
                  nodes/node-1
                      spec: a -> b
                """);
    }

    @Test
    void manyOfOneOwnerAreCountedByPlace() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            entries.add(pod("web-" + i, i < 2 ? "on node-1" : "on node-2"));
        }

        assertThat(new Forecast(entries).text()).isEqualTo("""
                would be created: 7
                  pods/shop/web-0 and 6 more of ReplicaSet web
                      5: on node-2
                      2: on node-1
                      by scheduler: web-0
                """);
    }

    @Test
    void itStaysShortOnAThousandNodes() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            entries.add(pod("web-" + i, "on node-" + i));
        }

        assertThat(new Forecast(entries).text())
                .hasLineCount(12)
                .contains("pods/shop/web-0 and 999 more of ReplicaSet web\n")
                .contains("      and in 992 other ways\n");
    }

    private static Entry pod(String name, String where) {
        return new Entry(
                Kind.CREATED,
                ResourceKey.namespaced("", "pods", "shop", name),
                "ReplicaSet web",
                List.of(where),
                "scheduler: " + name);
    }

    @Test
    void nothingIsSaidSo() {
        assertThat(new Forecast(List.of()).text()).isEqualTo("nothing would happen\n");
    }
}
