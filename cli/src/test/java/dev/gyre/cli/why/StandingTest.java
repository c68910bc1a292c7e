package dev.gyre.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.history.Version;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {

    private static final String RUNNING = "'containerStatuses':[{'name':'app','state':{'running':{}}}]";

    @Test
    void aContainerForDebuggingMayHaveTroubleInAPodThatRuns() {
        assertThat(standing(RUNNING + ",'ephemeralContainerStatuses':"
                        + "[{'name':'debugger','state':{'waiting':{'reason':'ErrImagePull'}}}]"))
                .containsExactly("runs on node-1", "container debugger waits: ErrImagePull");
    }

    @Test
    void whatEndsAsItShouldIsNoTrouble() {
        assertThat(standing(RUNNING + ",'ephemeralContainerStatuses':"
                        + "[{'name':'debugger','state':{'terminated':{'exitCode':130,'reason':'Error'}}}],"
                        + "'initContainerStatuses':"
                        + "[{'name':'setup','state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]"))
                .containsExactly("runs on node-1");
    }

    @Test
    void aContainerThatEndedIsTrouble() {
        assertThat(standing(
                        "'containerStatuses':[{'name':'app','state':{'terminated':{'exitCode':3,'reason':'Error'}}}]"))
                .containsExactly("is to run on node-1", "container app ended with exit code 3 (Error)");
    }

    private static List<String> standing(String statuses) {
        String pod =
                "{'metadata':{'uid':'u'},'spec':{'nodeName':'node-1'},'status':{'phase':'Running'," + statuses + "}}";
        Resource object = Resource.of(
                ResourceKey.parse("pods/shop/p"),
                1,
                Json.readObject(pod.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return Standing.of(
                new Version(Version.Type.MODIFIED, 1, object, new Provenance("ann", "q", "", Instant.EPOCH)));
    }
}
