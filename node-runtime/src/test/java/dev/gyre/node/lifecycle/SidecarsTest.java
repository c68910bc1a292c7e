package dev.gyre.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.PodCommand.PullImage;
import dev.gyre.node.lifecycle.PodCommand.StopContainer;
import org.junit.jupiter.api.Test;

/** Sidecars (init containers that go on) and ephemeral containers. */
class SidecarsTest {
    private final Story story = new Story();

    private static String pod(String policy, String startup) {
        return "'restartPolicy':'" + policy + "','initContainers':[{'name':'s','image':'i:1','restartPolicy':'Always'"
                + startup + "},{'name':'i','image':'i:1'},{'name':'t','image':'i:1','restartPolicy':'Always'}],"
                + "'containers':[{'name':'c','image':'i:1'}]";
    }

    private Story up(String policy) {
        story.begin(Pods.of(pod(policy, ""))).run("s", 0).run("i", 0).exit("i", 0, 0);
        return story.run("t", 0).run("c", 0);
    }

    private String latestPull() {
        return story.asked(PullImage.class).getLast().container();
    }

    @Test
    void theyStartInOrderAndWhatFollowsWaitsUntilTheyHaveStarted() {
        story.begin(Pods.of(pod("Always", ",'startupProbe':{'tcpSocket':{'port':1}}")))
                .run("s", 0);
        assertThat(latestPull()).isEqualTo("s");
        assertThat(story.condition("Initialized")).isEqualTo("False");
        story.probed("s0", ProbeKind.STARTUP, ProbeResult.SUCCESS);
        assertThat(latestPull()).isEqualTo("i");
        story.run("i", 0).exit("i", 0, 0);
        assertThat(latestPull()).isEqualTo("t");
        story.run("t", 0);
        assertThat(latestPull()).isEqualTo("c");
        assertThat(story.condition("Initialized")).isEqualTo("True");
        story.run("c", 0);
        assertThat(story.condition("Ready")).isEqualTo("True");
    }

    @Test
    void oneThatEndsIsRestartedWhateverThePolicyAndHoldsNobodyUp() {
        up("Never").forget().exit("s", 0, 0);
        assertThat(latestPull()).isEqualTo("s");
        assertThat(story.condition("Initialized")).isEqualTo("True");
        assertThat(story.condition("Ready")).isEqualTo("False");
        story.run("s", 1);
        assertThat(story.condition("Ready")).isEqualTo("True");
    }

    @Test
    void theyEndLastAndInReverseOrderAndDoNotKeepAPodFromItsEnd() {
        up("Never").forget().exit("c", 0, 0);
        assertThat(story.status.path("phase").asString()).isEqualTo("Running");
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("t", "t0", 30));
        story.exit("t", 0, 137);
        assertThat(story.asked(StopContainer.class)).last().isEqualTo(new StopContainer("s", "s0", 30));
        story.exit("s", 0, 1);
        assertThat(story.status.path("phase").asString()).isEqualTo("Succeeded");
        assertThat(story.state).isInstanceOf(PodState.Finished.class);
    }

    @Test
    void theyWaitForTheMainContainersNoLongerThanTheGracePeriod() {
        up("Always").on(new Signal.PodSpecified(Pods.deleting(pod("Always", ""), 10)));
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("c", "c0", 10));
        story.forget().after(10);
        assertThat(story.asked(StopContainer.class))
                .containsExactlyInAnyOrder(new StopContainer("s", "s0", 2), new StopContainer("t", "t0", 2));
    }

    @Test
    void anEphemeralContainerJoinsAPodThatRunsAndChangesNothingElse() {
        String spec = "'restartPolicy':'Always','containers':[{'name':'c','image':'i:1'}]";
        story.begin(Pods.of(spec)).run("c", 0).forget();
        String with = spec + ",'ephemeralContainers':[{'name':'e','image':'i:1','targetContainerName':'c'}]";
        story.on(new Signal.PodSpecified(Pods.of(2, "", with)));
        assertThat(latestPull()).isEqualTo("e");
        story.on(new Signal.ImagePresent("e", "sha256:i", false));
        assertThat(story.asked(PodCommand.CreateContainer.class).getLast().targetId())
                .isEqualTo("c0");
        story.on(new Signal.ContainerCreated("e", 0, "e0")).on(new Signal.ContainerStarted("e", "e0", story.now));
        assertThat(story.container("e").path("state").has("running")).isTrue();
        assertThat(story.condition("Ready")).isEqualTo("True");
        story.forget().exit("e", 0, 1);
        assertThat(story.asked(PullImage.class)).isEmpty();
        assertThat(story.container("e")
                        .path("state")
                        .path("terminated")
                        .path("exitCode")
                        .asInt())
                .isEqualTo(1);
        assertThat(story.status.path("phase").asString()).isEqualTo("Running");
    }

    @Test
    void anEphemeralContainerWhoseTargetIsNotThereSaysSo() {
        String spec = "'restartPolicy':'Always','containers':[{'name':'c','image':'i:1'}],"
                + "'ephemeralContainers':[{'name':'e','image':'i:1','targetContainerName':'c'}]";
        story.begin(Pods.of(spec)).on(new Signal.ImagePresent("e", "sha256:i", false));
        assertThat(story.waiting("e")).isEqualTo("CreateContainerConfigError");
        assertThat(story.asked(PodCommand.CreateContainer.class)).isEmpty();
    }
}
