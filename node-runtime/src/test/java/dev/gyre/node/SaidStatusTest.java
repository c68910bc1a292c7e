package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SaidStatusTest {

    private static final String RUNNING = """
            {"phase": "Running", "hostIP": "10.0.0.1",
             "conditions": [{"type": "Ready", "status": "True"}],
             "containerStatuses": [{"name": "web", "ready": true, "restartCount": 1}]}
            """;

    @Test
    void whatOthersAddIsNoDifference() {
        assertThat(isShown(RUNNING, """
                {"phase": "Running", "qosClass": "BestEffort",
                 "conditions": [{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": "True"}],
                 "containerStatuses": [{"name": "web", "ready": true, "restartCount": 1}]}
                """)).isTrue();
    }

    @Test
    void anOlderPhaseIs() {
        assertThat(isShown(RUNNING, RUNNING.replace("Running", "Pending"))).isFalse();
    }

    @Test
    void anOlderConditionIs() {
        assertThat(isShown(RUNNING, RUNNING.replace("\"True\"", "\"False\""))).isFalse();
        assertThat(isShown(RUNNING, RUNNING.replace("\"Ready\"", "\"Other\""))).isFalse();
    }

    @Test
    void anOlderContainerStatusIs() {
        assertThat(isShown(RUNNING, RUNNING.replace("\"restartCount\": 1", "\"restartCount\": 0")))
                .isFalse();
    }

    private static boolean isShown(String said, String shown) {
        return SaidStatus.isShown(json(said), json(shown));
    }

    private static ObjectNode json(String text) {
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
