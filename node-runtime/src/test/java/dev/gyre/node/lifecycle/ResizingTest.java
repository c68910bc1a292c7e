package dev.gyre.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.PodCommand.ResizeContainer;
import dev.gyre.node.lifecycle.PodCommand.StopContainer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A container is given other resources while it runs, and its pod says how far that is. */
class ResizingTest {

    private final Story story = new Story();

    private static PodManifest pod(long revision, String cpu, String policy) {
        return Pods.of(revision, "", spec(cpu, policy));
    }

    private static String spec(String cpu, String policy) {
        return "'restartPolicy':'Always','containers':[{'name':'c','image':'i:1','resources':{'requests':{'cpu':'" + cpu
                + "'},'limits':{'memory':'64Mi'}}" + policy + "}]";
    }

    private JsonNode resizing() {
        for (JsonNode condition : story.status.path("conditions")) {
            if (condition.path("type").asString().equals("PodResizeInProgress")) {
                return condition;
            }
        }
        return story.status.path("none");
    }

    @Test
    void theRuntimeIsAskedOnceAndTheStatusSaysWhatHasBeenGiven() {
        story.begin(pod(1, "100m", "")).run("c", 0);
        assertThat(story.container("c").at("/resources/requests/cpu").asString())
                .isEqualTo("100m");
        assertThat(resizing().isMissingNode()).isTrue();

        story.forget().on(new Signal.PodSpecified(pod(2, "200m", "")));
        assertThat(story.asked(ResizeContainer.class)).containsExactly(new ResizeContainer("c", "c0"));
        assertThat(resizing().path("status").asString()).isEqualTo("True");
        assertThat(story.container("c").at("/resources/requests/cpu").asString())
                .isEqualTo("100m");
        assertThat(story.container("c").at("/allocatedResources/cpu").asString())
                .isEqualTo("200m");

        story.forget().on(new Signal.Tick());
        assertThat(story.asked(ResizeContainer.class)).isEmpty();
        story.on(new Signal.Resized("c", "c0"));
        assertThat(story.container("c").at("/resources/requests/cpu").asString())
                .isEqualTo("200m");
        assertThat(story.container("c").at("/resources/limits/memory").asString())
                .isEqualTo("64Mi");
        assertThat(resizing().path("$patch").asString()).isEqualTo("delete");
        assertThat(story.container("c").path("restartCount").asInt()).isZero();
        assertThat(story.asked(StopContainer.class)).isEmpty();
    }

    @Test
    void whatFailsIsSaidAndTriedAgain() {
        story.begin(pod(1, "100m", "")).run("c", 0);
        story.on(new Signal.PodSpecified(pod(2, "200m", ""))).forget();
        story.on(new Signal.ResizeFailed("c", "c0", "no"));
        assertThat(resizing().path("reason").asString()).isEqualTo("Error");
        assertThat(resizing().path("message").asString()).isEqualTo("no");
        assertThat(story.asked(ResizeContainer.class)).isEmpty();
        story.after(11);
        assertThat(story.asked(ResizeContainer.class)).hasSize(1);
        story.on(new Signal.Resized("c", "c0"));
        assertThat(resizing().path("$patch").asString()).isEqualTo("delete");
    }

    @Test
    void aLaterWishFollowsTheOneThatIsUnderWay() {
        story.begin(pod(1, "100m", "")).run("c", 0);
        story.on(new Signal.PodSpecified(pod(2, "200m", "")));
        story.on(new Signal.PodSpecified(pod(3, "300m", ""))).forget();
        story.on(new Signal.Resized("c", "c0"));
        assertThat(story.asked(ResizeContainer.class)).hasSize(1);
        story.on(new Signal.Resized("c", "c0"));
        assertThat(story.container("c").at("/resources/requests/cpu").asString())
                .isEqualTo("300m");
    }

    @Test
    void aPolicyMayWantARestart() {
        String policy = ",'resizePolicy':[{'resourceName':'cpu','restartPolicy':'RestartContainer'}]";
        story.begin(pod(1, "100m", policy)).run("c", 0).forget();
        story.on(new Signal.PodSpecified(pod(2, "200m", policy)));
        assertThat(story.asked(ResizeContainer.class)).isEmpty();
        assertThat(story.asked(StopContainer.class)).hasSize(1);
        story.exit("c", 0, 143).run("c", 1);
        assertThat(story.container("c").at("/resources/requests/cpu").asString())
                .isEqualTo("200m");
        assertThat(story.container("c").path("restartCount").asInt()).isEqualTo(1);
    }

    @Test
    void anAgentThatComesBackAsksForWhatTheStatusDoesNotShow() {
        String status =
                "{'containerStatuses':[{'name':'c','containerID':'docker://c0','state':{'running':{}},'started':true,"
                        + "'resources':{'requests':{'cpu':'100m'},'limits':{'memory':'64Mi'}}}]}";
        story.on(new Signal.PodSpecified(Pods.withStatus(2, "", spec("200m", ""), status)));
        String hash = Pods.of(spec("200m", "")).containers().getFirst().hash();
        story.on(new Signal.RuntimeObserved(java.util.List.of(
                new Signal.Observation("sb", "", true, 0, "", "", new Signal.Life.Running(story.now, "10.1.0.1")),
                new Signal.Observation(
                        "c0", "c", false, 0, hash, "sha256:i", new Signal.Life.Running(story.now, "")))));
        story.on(new Signal.VolumesReady());
        assertThat(story.asked(ResizeContainer.class)).containsExactly(new ResizeContainer("c", "c0"));
    }
}
