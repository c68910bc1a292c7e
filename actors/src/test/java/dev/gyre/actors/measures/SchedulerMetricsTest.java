package dev.gyre.actors.measures;

import static dev.gyre.actors.Objects.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchedulerMetricsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ResourceKey POD = ResourceKey.namespaced("", "pods", "default", "a");

    private final SchedulerMetrics metrics = new SchedulerMetrics();

    @BeforeAll
    static void start() {
        Telemetry.start(Duration.ofMillis(50));
    }

    @Test
    void itsDecisionsAreCountedAndWritten() {
        String profile = UUID.randomUUID().toString();
        List<DecisionRecord> written = new ArrayList<>();
        DecisionRecord decision = new DecisionRecord(
                "scheduler/schedulers/" + profile + "/7/1",
                "scheduler",
                "build",
                "schedulers/" + profile,
                7,
                Instant.EPOCH,
                Map.of(),
                List.of(),
                List.of(
                        new Command.Bind(POD, "uid", "node", List.of()),
                        new Command.Create(POD, Json.object(), List.of()),
                        new Command.Bind(POD, "uid", "node", List.of()),
                        new Command.Patch(POD, "status", Command.PatchType.STRATEGIC, Json.object(), List.of())));
        metrics.counting(record -> {
                    written.add(record);
                    return CompletableFuture.completedStage(null);
                })
                .append(decision);
        assertThat(written).containsExactly(decision);
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(value("scheduler_schedule_attempts_total", profile, "\"scheduled\""))
                    .isEqualTo(2);
            assertThat(value("scheduler_schedule_attempts_total", profile, "\"unschedulable\""))
                    .isEqualTo(1);
        });
    }

    @Test
    void podsWaitForDifferentThings() {
        PersistentClusterView view = PersistentClusterView.of(new ResourceList(
                9,
                List.of(
                        resource("pods/default/new", 1, "{}"),
                        resource("pods/default/bound", 2, "{'spec':{'nodeName':'n'}}"),
                        resource("pods/default/ended", 3, "{'status':{'phase':'Failed'}}"),
                        resource("pods/default/gated", 4, "{'spec':{'schedulingGates':[{'name':'g'}]}}"),
                        resource(
                                "pods/default/large",
                                5,
                                "{'status':{'conditions':[{'type':'PodScheduled','status':'False'}]}}"),
                        resource("pods/default/newer", 6, "{}"))));
        metrics.viewed(view, List.of());
        metrics.poll();
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(value("scheduler_pending_pods", "active")).isEqualTo(2);
            assertThat(value("scheduler_pending_pods", "unschedulable")).isEqualTo(1);
            assertThat(value("scheduler_pending_pods", "gated")).isEqualTo(1);
        });
    }

    private static double value(String family, String... labels) {
        return Telemetry.page()
                .lines()
                .filter(line -> line.startsWith(family + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }
}
