package dev.gyre.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventCommandsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");
    private final EventCommands events = new EventCommands("default-scheduler");
    private final Resource pod =
            Objects.resource("pods/default/web-1", 9, "{'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'uid': 'u'}}");

    @Test
    void tellsWhatKubectlDescribeShows() {
        Command.Create create = (Command.Create)
                events.normal(pod, 12, 0, "Scheduled", "Successfully assigned default/web-1 to n", NOW);

        assertThat(create.key().toString())
                .startsWith("events/default/web-1.")
                .hasSize("events/default/web-1.".length() + 16);
        assertThat(create.object().path("involvedObject"))
                .isEqualTo(Objects.json("{'apiVersion': 'v1', 'kind': 'Pod', 'namespace': 'default', 'name': 'web-1',"
                        + " 'uid': 'u', 'resourceVersion': '9'}"));
        assertThat(create.object().path("lastTimestamp").asString()).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(create.object().path("source").path("component").asString()).isEqualTo("default-scheduler");
    }

    @Test
    void theSameDecisionNamesTheSameEvent() {
        assertThat(events.normal(pod, 12, 0, "R", "m", NOW)).isEqualTo(events.normal(pod, 12, 0, "R", "m", NOW));
        assertThat(events.normal(pod, 12, 0, "R", "m", NOW).key())
                .isNotEqualTo(events.normal(pod, 12, 1, "R", "m", NOW).key());
        assertThat(events.normal(pod, 12, 0, "R", "m", NOW).key())
                .isNotEqualTo(events.normal(pod, 13, 0, "R", "m", NOW).key());
    }

    @Test
    void whatGoesWrongAgainIsCounted() {
        Command.Create first = (Command.Create)
                events.warningAgain(pod, PersistentClusterView.EMPTY, "FailedCreate", "Error creating: no", NOW);
        Resource told = Resource.of(first.key(), 20, first.object());
        Command.Update second = (Command.Update) events.warningAgain(
                pod, PersistentClusterView.of(20, told), "FailedCreate", "Error creating: no room", NOW.plusSeconds(9));
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(second.object().path("count").asInt()).isEqualTo(2);
        assertThat(second.object().path("message").asString()).isEqualTo("Error creating: no room");
        assertThat(second.object().path("firstTimestamp").asString()).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(second.object().path("lastTimestamp").asString()).isEqualTo("2026-11-23T10:00:09Z");
        assertThat(events.warningAgain(pod, PersistentClusterView.EMPTY, "FailedDelete", "m", NOW)
                        .key())
                .isNotEqualTo(first.key());
    }
}
