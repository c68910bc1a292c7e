package dev.gyre.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.PodCommand.RunHook;
import dev.gyre.node.lifecycle.PodCommand.StopContainer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Lifecycle hooks: what waits for them, and what their failure leads to. */
class HooksTest {
    private static final String POST_START = "'lifecycle':{'postStart':{'exec':{'command':['a']}}}";
    private static final String PRE_STOP = "'lifecycle':{'preStop':{'exec':{'command':['b']}}}";

    private final Story story = new Story();

    private static String pod(String hooks) {
        return "'restartPolicy':'Always','containers':[{'name':'c','image':'i:1'," + hooks
                + "},{'name':'d','image':'i:1'}]";
    }

    @Test
    void aContainerRunsOnlyWhenItsPostStartHookIsDone() {
        story.begin(Pods.of(pod(POST_START)));
        assertThat(story.asked(PodCommand.PullImage.class))
                .as("what comes after it waits")
                .extracting(PodCommand.PullImage::container)
                .containsExactly("c");
        story.run("c", 0);
        assertThat(story.asked(RunHook.class)).hasSize(1);
        assertThat(story.waiting("c")).isEqualTo("ContainerCreating");
        assertThat(story.isStarted("c")).isFalse();
        story.forget().hook("c0", HookKind.POST_START, "");
        assertThat(story.container("c").path("state").has("running")).isTrue();
        assertThat(story.isReady("c")).isTrue();
        assertThat(story.asked(PodCommand.PullImage.class))
                .extracting(PodCommand.PullImage::container)
                .containsExactly("d");
    }

    @Test
    void aPostStartHookThatFailsEndsItsContainer() {
        story.begin(Pods.of(pod(POST_START))).run("c", 0).hook("c0", HookKind.POST_START, "a secret");
        assertThat(story.events("FailedPostStartHook")).containsExactly("PostStartHook failed");
        assertThat(story.events("Killing")).containsExactly("FailedPostStartHook");
        assertThat(story.stops()).containsExactly("stop container c within 30 s: FailedPostStartHook");
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("c", "c0", 30));
        story.exit("c", 0, 137).run("c", 1);
        assertThat(story.asked(RunHook.class)).hasSize(2);
    }

    @Test
    void thePreStopHookRunsFirstAndItsTimeCounts() {
        story.begin(Pods.of(pod(PRE_STOP))).run("c", 0).run("d", 0);
        story.on(new Signal.PodSpecified(Pods.deleting(pod(PRE_STOP), 30)));
        assertThat(story.asked(RunHook.class))
                .containsExactly(new RunHook("c", "c0", HookKind.PRE_STOP, "10.1.0.1", Duration.ofSeconds(30)));
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("d", "d0", 30));
        assertThat(story.stops())
                .containsExactly(
                        "run preStop hook of c: its pod is deleted",
                        "stop container d within 30 s: its pod is deleted");
        story.forget().after(12).hook("c0", HookKind.PRE_STOP, "no");
        assertThat(story.events("FailedPreStopHook")).containsExactly("PreStopHook failed");
        assertThat(story.stops()).containsExactly("stop container c within 18 s: its pod is deleted");
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("c", "c0", 18));
    }

    @Test
    void aPreStopHookThatTakesTooLongIsLeftBehind() {
        story.begin(Pods.of(pod(PRE_STOP))).run("c", 0).run("d", 0);
        story.on(new Signal.PodSpecified(Pods.deleting(pod(PRE_STOP), 30))).forget();
        story.after(30);
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("c", "c0", 2));
        story.forget().hook("c0", HookKind.PRE_STOP, "");
        assertThat(story.asked(StopContainer.class)).isEmpty();
    }

    @Test
    void whoeverIsHurriedHurriesItsHook() {
        story.begin(Pods.of(pod(PRE_STOP))).run("c", 0).run("d", 0);
        story.on(new Signal.PodSpecified(Pods.deleting(pod(PRE_STOP), 30)))
                .exit("d", 0, 0)
                .forget();
        story.on(new Signal.PodSpecified(Pods.of(
                3, ",'deletionTimestamp':'2026-01-01T00:00:00Z','deletionGracePeriodSeconds':5", pod(PRE_STOP))));
        assertThat(story.asked(StopContainer.class)).isEmpty();
        story.after(5);
        assertThat(story.asked(StopContainer.class)).containsExactly(new StopContainer("c", "c0", 2));
    }

    @Test
    void aContainerThatEndsDuringItsHookHasEnded() {
        story.begin(Pods.of(pod(POST_START))).run("c", 0).exit("c", 0, 1).forget();
        story.hook("c0", HookKind.POST_START, "gone");
        assertThat(story.events("FailedPostStartHook")).isEmpty();
    }
}
