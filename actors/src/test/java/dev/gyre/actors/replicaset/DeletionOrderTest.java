package dev.gyre.actors.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Objects;
import dev.gyre.actors.workload.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of two pods goes first; the tables differ in one thing a line. */
class DeletionOrderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // what                | node, phase, ready since, cost, restarts, created of the one that goes | of the
                // other
                "unassigned            | -,Pending,-,0,0,09:00 | a,Pending,-,0,0,09:00",
                "pending               | a,Pending,-,0,0,09:00 | a,Unknown,-,0,0,09:00",
                "unknown               | a,Unknown,-,0,0,09:00 | a,Running,-,0,0,09:00",
                "not ready             | a,Running,-,9,0,09:00 | a,Running,09:30,0,0,09:00",
                "not yet available     | a,Running,09:59,9,0,09:00 | a,Running,09:57,0,0,09:00",
                "cheaper               | a,Running,09:00,1,0,09:00 | b,Running,09:00,2,0,09:00",
                "on the denser node    | b,Running,09:00,0,0,09:00 | a,Running,09:00,0,0,09:00",
                "ready for less time   | a,Running,09:50,0,0,09:00 | a,Running,09:10,0,0,09:00",
                "restarted more often  | a,Running,09:00,0,3,09:00 | a,Running,09:00,0,1,09:00",
                "younger               | a,Running,-,0,0,09:50 | a,Running,-,0,0,09:10",
            })
    void goesFirst(String what, String first, String second) {
        PodState one = pod("z", first);
        PodState other = pod("a", second);
        DeletionOrder order = new DeletionOrder(Map.of("a", 1, "b", 2), 120, NOW);
        List<PodState> pods = new ArrayList<>(List.of(one, other));
        assertThat(order.sorted(pods)).startsWith(one);
        Collections.reverse(pods);
        assertThat(order.sorted(pods)).startsWith(one);
    }

    private static PodState pod(String name, String traits) {
        List<String> t = Stream.of(traits.trim().split(",")).toList();
        String ready = t.get(2).equals("-")
                ? ""
                : "{'type':'Ready','status':'True','lastTransitionTime':'2026-11-23T%s:00Z'}".formatted(t.get(2));
        return new PodState(Objects.resource("pods/default/" + name, 1, """
                {'metadata': {'creationTimestamp': '2026-11-23T%s:00Z',
                  'annotations': {'controller.kubernetes.io/pod-deletion-cost': '%s'}},
                 'spec': {'nodeName': '%s'},
                 'status': {'phase': '%s', 'conditions': [%s], 'containerStatuses': [{'restartCount': %s}]}}
                """.formatted(
                        t.get(5), t.get(3), t.get(0).equals("-") ? "" : t.get(0), t.get(1), ready, t.get(4))));
    }
}
