package dev.gyre.node.lifecycle;

import static dev.gyre.node.lifecycle.ProbeKind.LIVENESS;
import static dev.gyre.node.lifecycle.ProbeKind.READINESS;
import static dev.gyre.node.lifecycle.ProbeKind.STARTUP;
import static dev.gyre.node.lifecycle.ProbeResult.FAILURE;
import static dev.gyre.node.lifecycle.ProbeResult.SUCCESS;
import static dev.gyre.node.lifecycle.ProbeResult.UNKNOWN;
import static dev.gyre.node.lifecycle.ProbeResult.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What probes are made when, and what their answers lead to. */
class ProbingTest {
    private final Story story = new Story();

    private static String pod(String policy, String probes) {
        return "'restartPolicy':'" + policy + "','containers':[{'name':'c','image':'i:1'," + probes + "}]";
    }

    private static String probe(String field, String times) {
        return "'" + field + "':{'tcpSocket':{'port':80}" + (times.isEmpty() ? "" : "," + times) + "}";
    }

    private Story running(String probes) {
        return story.begin(Pods.of(pod("Always", probes))).run("c", 0);
    }

    @Test
    void theFirstProbeComesAfterTheInitialDelayAndTheNextAPeriodLater() {
        running(probe("livenessProbe", "'initialDelaySeconds':15,'periodSeconds':7,'timeoutSeconds':3"));
        assertThat(story.probes()).isEmpty();
        assertThat(story.asked(PodCommand.WakeAt.class).getLast().time()).isEqualTo(story.now.plusSeconds(15));
        story.after(14);
        assertThat(story.probes()).isEmpty();
        story.after(1);
        assertThat(story.asked(PodCommand.Probe.class))
                .containsExactly(
                        new PodCommand.Probe("c", "c0", LIVENESS, "10.1.0.1", java.time.Duration.ofSeconds(3)));
        story.forget().after(20);
        assertThat(story.probes()).as("while one is unanswered").isEmpty();
        story.probed("c0", LIVENESS, SUCCESS);
        assertThat(story.probes()).as("its period has passed").containsExactly(LIVENESS);
        story.forget().probed("c0", LIVENESS, SUCCESS).after(6);
        assertThat(story.probes()).isEmpty();
        story.after(1);
        assertThat(story.probes()).containsExactly(LIVENESS);
    }

    @Test
    void aContainerWithAReadinessProbeIsReadyByItsThresholds() {
        running(probe("readinessProbe", "'periodSeconds':1,'successThreshold':2,'failureThreshold':3"));
        assertThat(story.isStarted("c")).isTrue();
        assertThat(story.isReady("c")).isFalse();
        assertThat(story.condition("Ready")).isEqualTo("False");
        story.probed("c0", READINESS, SUCCESS);
        assertThat(story.isReady("c")).isFalse();
        story.after(1).probed("c0", READINESS, SUCCESS);
        assertThat(story.isReady("c")).isTrue();
        assertThat(story.condition("Ready")).isEqualTo("True");
        assertThat(story.condition("ContainersReady")).isEqualTo("True");
        story.after(1).probed("c0", READINESS, FAILURE);
        story.after(1).probed("c0", READINESS, FAILURE);
        story.after(1).probed("c0", READINESS, SUCCESS);
        story.after(1).probed("c0", READINESS, FAILURE);
        story.after(1).probed("c0", READINESS, FAILURE);
        assertThat(story.isReady("c")).as("never three in a row").isTrue();
        story.after(1).probed("c0", READINESS, FAILURE);
        assertThat(story.isReady("c")).isFalse();
        assertThat(story.events("Unhealthy")).hasSize(5).containsOnly("Readiness probe failed: said");
        assertThat(story.asked(PodCommand.StopContainer.class)).isEmpty();
    }

    @Test
    void livenessAndReadinessWaitForStartup() {
        running(probe("startupProbe", "'periodSeconds':1,'failureThreshold':30") + ","
                + probe("livenessProbe", "'periodSeconds':1") + "," + probe("readinessProbe", "'periodSeconds':1"));
        story.probed("c0", STARTUP, FAILURE);
        for (int i = 0; i < 10; i++) {
            story.after(1).probed("c0", STARTUP, FAILURE);
        }
        assertThat(story.probes()).containsOnly(STARTUP);
        assertThat(story.isStarted("c")).isFalse();
        story.forget().after(1).probed("c0", STARTUP, SUCCESS);
        assertThat(story.isStarted("c")).isTrue();
        assertThat(story.isReady("c")).isFalse();
        assertThat(story.probes()).containsExactly(STARTUP, LIVENESS, READINESS);
        story.forget()
                .probed("c0", LIVENESS, SUCCESS)
                .probed("c0", READINESS, SUCCESS)
                .after(5);
        assertThat(story.probes()).as("startup is asked no more").containsExactly(LIVENESS, READINESS);
        assertThat(story.isReady("c")).isTrue();
    }

    @Test
    void aContainerThatFailsItsLivenessProbeIsRestartedWithTheProbesOwnGrace() {
        running(probe("livenessProbe", "'periodSeconds':1,'failureThreshold':2,'terminationGracePeriodSeconds':5"));
        story.probed("c0", LIVENESS, FAILURE);
        assertThat(story.asked(PodCommand.StopContainer.class)).isEmpty();
        story.after(1).probed("c0", LIVENESS, FAILURE);
        assertThat(story.asked(PodCommand.StopContainer.class))
                .containsExactly(new PodCommand.StopContainer("c", "c0", 5));
        assertThat(story.events("Killing")).containsExactly("Container c failed liveness probe, will be restarted");
        assertThat(story.stops())
                .containsExactly("stop container c within 5 s: Container c failed liveness probe, will be restarted");
        story.forget().after(10);
        assertThat(story.probes()).as("its fate is settled").isEmpty();
        story.exit("c", 0, 137);
        assertThat(story.asked(PodCommand.PullImage.class)).hasSize(1);
        story.run("c", 1);
        assertThat(story.container("c").path("restartCount").asInt()).isEqualTo(1);
        assertThat(story.asked(PodCommand.Probe.class).getLast().id()).isEqualTo("c1");
    }

    @Test
    void onlyAPodThatNeverRestartsIsOverByAFailedProbe() {
        story.begin(Pods.of(pod("OnFailure", probe("livenessProbe", "'failureThreshold':1"))))
                .run("c", 0)
                .probed("c0", LIVENESS, FAILURE)
                .forget()
                .exit("c", 0, 0);
        assertThat(story.asked(PodCommand.PullImage.class))
                .as("though it ended well")
                .hasSize(1);

        Story never = new Story();
        never.begin(Pods.of(pod("Never", probe("startupProbe", "'failureThreshold':1"))))
                .run("c", 0)
                .probed("c0", STARTUP, FAILURE);
        assertThat(never.events("Killing")).containsExactly("Container c failed startup probe");
        assertThat(never.stops()).containsExactly("stop container c within 30 s: Container c failed startup probe");
        never.exit("c", 0, 137);
        assertThat(never.status.path("phase").asString()).isEqualTo("Failed");
    }

    @Test
    void aContainerThatKeepsFailingBacksOff() {
        running(probe("livenessProbe", "'failureThreshold':1"));
        story.probed("c0", LIVENESS, FAILURE).exit("c", 0, 137).run("c", 1);
        story.probed("c1", LIVENESS, FAILURE).exit("c", 1, 137);
        assertThat(story.waiting("c")).isEqualTo("CrashLoopBackOff");
    }

    @Test
    void whatCannotBeAskedSaysNothingAndAWarningIsASuccess() {
        running(probe("readinessProbe", "'periodSeconds':1,'failureThreshold':1"));
        story.probed("c0", READINESS, UNKNOWN);
        assertThat(story.isReady("c")).isFalse();
        assertThat(story.events("Unhealthy"))
                .containsExactly("Readiness probe errored and resulted in unknown state: said");
        story.after(1).probed("c0", READINESS, WARNING);
        assertThat(story.isReady("c")).isTrue();
        assertThat(story.events("ProbeWarning")).containsExactly("Readiness probe warning: said");
        story.after(1).probed("c0", READINESS, UNKNOWN);
        assertThat(story.isReady("c")).isTrue();
    }

    @Test
    void aPodThatIsDeletedIsAskedForItsReadinessAloneUntilItHasEnded() {
        String probes = probe("livenessProbe", "'periodSeconds':1,'failureThreshold':1") + ","
                + probe("readinessProbe", "'periodSeconds':1,'failureThreshold':1");
        running(probes);
        story.probed("c0", READINESS, SUCCESS);
        story.on(new Signal.PodSpecified(Pods.deleting(pod("Always", probes), 30)));
        assertThat(story.isReady("c")).isTrue();
        story.forget().probed("c0", LIVENESS, FAILURE);
        assertThat(story.asked(PodCommand.StopContainer.class))
                .as("it serves on for a second")
                .isEmpty();
        story.after(1);
        assertThat(story.asked(PodCommand.StopContainer.class))
                .containsExactly(new PodCommand.StopContainer("c", "c0", 29));
        story.after(5);
        assertThat(story.probes()).containsOnly(READINESS);
        story.probed("c0", READINESS, FAILURE);
        assertThat(story.isReady("c")).isFalse();
        assertThat(story.condition("Ready")).isEqualTo("False");
    }

    @Test
    void anAnswerAboutAnEarlierAttemptIsNothing() {
        running(probe("readinessProbe", "'failureThreshold':1"));
        story.exit("c", 0, 1).run("c", 1);
        story.probed("c0", READINESS, SUCCESS);
        assertThat(story.isReady("c")).isFalse();
        story.probed("c1", READINESS, SUCCESS);
        assertThat(story.isReady("c")).isTrue();
    }

    @Test
    void anAgentThatComesBackKeepsReadinessUntilAProbeSaysOtherwise() {
        String spec = pod("Always", probe("startupProbe", "") + "," + probe("readinessProbe", "'failureThreshold':1"));
        PodManifest known = Pods.withStatus(
                5,
                "",
                spec,
                "{'phase':'Running','containerStatuses':[{'name':'c','containerID':'docker://c3','ready':true,"
                        + "'started':true,'restartCount':3,'state':{'running':{'startedAt':'2026-01-01T00:00:00Z'}}}]}");
        adopt(known);
        assertThat(story.isReady("c")).isTrue();
        assertThat(story.isStarted("c")).isTrue();
        assertThat(story.probes()).containsExactly(READINESS);
        story.probed("c3", READINESS, FAILURE);
        assertThat(story.isReady("c")).isFalse();
    }

    @Test
    void anAttemptThatTheApiHasNotHeardOfIsNotReady() {
        String spec = pod("Always", probe("readinessProbe", ""));
        adopt(
                Pods.withStatus(
                        5,
                        "",
                        spec,
                        "{'phase':'Running','containerStatuses':[{'name':'c','containerID':'docker://c2','ready':true,"
                                + "'started':true,'restartCount':2,'state':{'running':{'startedAt':'2026-01-01T00:00:00Z'}}}]}"));
        assertThat(story.isReady("c")).isFalse();
    }

    private void adopt(PodManifest pod) {
        Instant started = story.now.minusSeconds(100);
        story.on(new Signal.PodSpecified(pod));
        story.on(new Signal.RuntimeObserved(List.of(
                new Observation("sb", "POD", true, 0, "", "", new Life.Running(started, "10.1.0.1")),
                new Observation(
                        "c3",
                        "c",
                        false,
                        3,
                        pod.containers().getFirst().hash(),
                        "sha256:i",
                        new Life.Running(started, "")))));
        story.on(new Signal.VolumesReady());
    }

    @Test
    void aReadinessGateHoldsAPodBack() {
        String spec = pod("Always", probe("readinessProbe", "")) + ",'readinessGates':[{'conditionType':'x/y'}]";
        story.begin(Pods.of(spec)).run("c", 0).probed("c0", READINESS, SUCCESS);
        assertThat(story.condition("ContainersReady")).isEqualTo("True");
        assertThat(story.condition("Ready")).isEqualTo("False");
        story.on(new Signal.PodSpecified(
                Pods.withStatus(2, "", spec, "{'conditions':[{'type':'x/y','status':'True'}]}")));
        assertThat(story.condition("Ready")).isEqualTo("True");
    }
}
