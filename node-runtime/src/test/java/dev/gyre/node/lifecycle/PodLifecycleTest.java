package dev.gyre.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.PodCommand.CreateContainer;
import dev.gyre.node.lifecycle.PodCommand.PullImage;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stories of pods, as the API tells them. */
class PodLifecycleTest {
    private final PodLifecycle lifecycle = new PodLifecycle("10.0.0.1", "docker");
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private PodState state = new PodState.Absent();
    private List<PodCommand> commands = List.of();
    private ObjectNode status;

    private void on(Signal signal) {
        Step<PodState> step = lifecycle.on(state, signal, now);
        state = step.state();
        commands = step.commands();
        for (PodCommand command : commands) {
            if (command instanceof PodCommand.ReportStatus report) {
                status = report.status();
            }
        }
    }

    private void begin(PodManifest pod) {
        on(new Signal.PodSpecified(pod));
        on(new Signal.RuntimeObserved(List.of()));
        on(new Signal.VolumesReady());
        on(new Signal.SandboxStarted(0, "sb", "10.1.0.1"));
    }

    private void run(String container, int attempt) {
        on(new Signal.ImagePresent(container, "sha256:i", false));
        on(new Signal.ContainerCreated(container, attempt, container + attempt));
        on(new Signal.ContainerStarted(container, container + attempt, now));
    }

    private void exit(String container, int attempt, int code) {
        on(new Signal.ContainerExited(container, Termination.of(container + attempt, code, false, "", now, now)));
    }

    private <C extends PodCommand> List<C> commands(Class<C> type) {
        return commands.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private JsonNode container() {
        return status.path("containerStatuses").path(0);
    }

    private String waiting() {
        return container().path("state").path("waiting").path("reason").asString("");
    }

    private String condition(String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asString().equals(type)) {
                return condition.path("status").asString();
            }
        }
        return "";
    }

    @Test
    void aPodBecomesReady() {
        begin(Pods.of(Pods.one("Always")));
        assertThat(status.path("phase").asString()).isEqualTo("Pending");
        assertThat(waiting()).isEqualTo("ContainerCreating");
        assertThat(condition("PodReadyToStartContainers")).isEqualTo("True");
        run("c", 0);
        assertThat(status.path("phase").asString()).isEqualTo("Running");
        assertThat(status.path("podIP").asString()).isEqualTo("10.1.0.1");
        assertThat(condition("Ready")).isEqualTo("True");
        assertThat(container().path("containerID").asString()).isEqualTo("docker://c0");
        assertThat(container().path("started").asBoolean()).isTrue();
    }

    @Test
    void crashesAreRestartedAtOnceThenAfterTenSecondsThenDoublingUpToFiveMinutes() {
        begin(Pods.of(Pods.one("Always")));
        List<Long> waits = new ArrayList<>();
        for (int attempt = 0; attempt < 9; attempt++) {
            run("c", attempt);
            exit("c", attempt, 1);
            Instant from = now;
            if (commands(PullImage.class).isEmpty()) {
                assertThat(waiting()).isEqualTo("CrashLoopBackOff");
                now = commands(PodCommand.WakeAt.class).getLast().time();
                on(new Signal.Tick());
            }
            assertThat(commands(PullImage.class)).hasSize(1);
            waits.add(Duration.between(from, now).toSeconds());
        }
        assertThat(waits).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
        assertThat(container().path("restartCount").asInt())
                .as("the tenth is not up yet")
                .isEqualTo(8);
        run("c", 9);
        assertThat(container().path("restartCount").asInt()).isEqualTo(9);
        assertThat(container()
                        .path("lastState")
                        .path("terminated")
                        .path("exitCode")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void eachWaitBeforeARestartIsToldOnceAndTheFirstRestartDoesNotWait() {
        PodManifest pod = Pods.of(Pods.one("Always"));
        begin(pod);
        run("c", 0);
        exit("c", 0, 1);
        assertThat(events("BackOff")).isEmpty();
        run("c", 1);
        exit("c", 1, 1);
        assertThat(events("BackOff"))
                .containsExactly("Back-off restarting failed container c in pod " + pod.fullName());
        now = now.plusSeconds(1);
        on(new Signal.Tick());
        assertThat(events("BackOff")).isEmpty();
    }

    private List<String> events(String reason) {
        return commands(PodCommand.EmitEvent.class).stream()
                .filter(event -> event.reason().equals(reason))
                .map(PodCommand.EmitEvent::message)
                .toList();
    }

    @Test
    void tenQuietMinutesForgiveACrash() {
        begin(Pods.of(Pods.one("Always")));
        run("c", 0);
        exit("c", 0, 1);
        run("c", 1);
        now = now.plus(Duration.ofMinutes(11));
        exit("c", 1, 1);
        assertThat(commands(PullImage.class)).hasSize(1);
    }

    @Test
    void onlyTheLastDeadContainerIsKept() {
        begin(Pods.of(Pods.one("Always")));
        run("c", 0);
        exit("c", 0, 0);
        assertThat(commands(PodCommand.RemoveContainer.class)).isEmpty();
        run("c", 1);
        exit("c", 1, 0);
        now = now.plusSeconds(10);
        on(new Signal.Tick());
        assertThat(commands(PodCommand.RemoveContainer.class)).containsExactly(new PodCommand.RemoveContainer("c0"));
    }

    @Test
    void aJobSucceedsOrFailsByItsPolicy() {
        begin(Pods.of(Pods.one("Never")));
        run("c", 0);
        exit("c", 0, 3);
        assertThat(status.path("phase").asString()).isEqualTo("Failed");
        assertThat(condition("Ready")).isEqualTo("False");
        assertThat(state).isInstanceOf(PodState.Finished.class);

        state = new PodState.Absent();
        begin(Pods.of(Pods.one("OnFailure")));
        run("c", 0);
        exit("c", 0, 1);
        assertThat(commands(PullImage.class)).hasSize(1);
        run("c", 1);
        exit("c", 1, 0);
        assertThat(status.path("phase").asString()).isEqualTo("Succeeded");
        assertThat(container().path("state").path("terminated").path("reason").asString())
                .isEqualTo("Completed");
    }

    @Test
    void initContainersRunOneAfterTheOther() {
        begin(Pods.of(
                "'restartPolicy':'Never','initContainers':[{'name':'a','image':'i:1'},{'name':'b','image':'i:1'}],"
                        + "'containers':[{'name':'c','image':'i:1'}]"));
        assertThat(waiting()).isEqualTo("PodInitializing");
        run("a", 0);
        assertThat(condition("Initialized")).isEqualTo("False");
        exit("a", 0, 0);
        assertThat(commands(PullImage.class)).extracting(PullImage::container).containsExactly("b");
        run("b", 0);
        exit("b", 0, 0);
        assertThat(commands(PullImage.class)).extracting(PullImage::container).containsExactly("c");
        assertThat(condition("Initialized")).isEqualTo("True");
    }

    @Test
    void anInitContainerThatFailsForGoodFailsThePod() {
        begin(Pods.of("'restartPolicy':'Never','initContainers':[{'name':'a','image':'i:1'}],"
                + "'containers':[{'name':'c','image':'i:1'}]"));
        run("a", 0);
        exit("a", 0, 1);
        assertThat(status.path("phase").asString()).isEqualTo("Failed");
    }

    @Test
    void aPullThatFailsIsAnErrorThenABackOffThenTriedAgain() {
        begin(Pods.of(Pods.one("Always")));
        on(new Signal.PullFailed("c", "ErrImagePull", "no such image"));
        assertThat(waiting()).isEqualTo("ErrImagePull");
        now = commands(PodCommand.WakeAt.class).getLast().time();
        on(new Signal.Tick());
        assertThat(waiting()).isEqualTo("ImagePullBackOff");
        now = commands(PodCommand.WakeAt.class).getLast().time();
        on(new Signal.Tick());
        assertThat(commands(PullImage.class)).hasSize(1);
    }

    @Test
    void aDeadlineEndsThePod() {
        begin(Pods.of(Pods.one("Always") + ",'activeDeadlineSeconds':60"));
        run("c", 0);
        now = now.plusSeconds(60);
        on(new Signal.Tick());
        assertThat(commands(PodCommand.StopContainer.class)).hasSize(1);
        exit("c", 0, 137);
        assertThat(status.path("phase").asString()).isEqualTo("Failed");
        assertThat(status.path("reason").asString()).isEqualTo("DeadlineExceeded");
    }

    @Test
    void aDeletedPodIsStoppedThenRemovedThenLetGo() {
        begin(Pods.of(Pods.one("Always")));
        run("c", 0);
        on(new Signal.PodSpecified(Pods.deleting(Pods.one("Always"), 30)));
        assertThat(commands(PodCommand.StopContainer.class))
                .containsExactly(new PodCommand.StopContainer("c", "c0", 30));
        on(new Signal.PodSpecified(Pods.of(
                3,
                ",'deletionTimestamp':'2026-01-01T00:00:00Z'," + "'deletionGracePeriodSeconds':1",
                Pods.one("Always"))));
        assertThat(commands(PodCommand.StopContainer.class))
                .containsExactly(new PodCommand.StopContainer("c", "c0", 2));
        exit("c", 0, 137);
        on(new Signal.Removed("c0"));
        assertThat(commands(PodCommand.RemoveVolumes.class)).isEmpty();
        on(new Signal.Removed("sb"));
        assertThat(commands(PodCommand.RemoveVolumes.class)).hasSize(1);
        on(new Signal.Removed(Signal.VOLUMES));
        assertThat(commands).last().isEqualTo(new PodCommand.FinishDeletion("u"));
        assertThat(state).isInstanceOf(PodState.Gone.class);
    }

    @Test
    void aPodThatIsDeletedWhileItsContainerIsCreatedLeavesNone() {
        begin(Pods.of(Pods.one("Always")));
        on(new Signal.ImagePresent("c", "sha256:i", false));
        assertThat(commands(CreateContainer.class)).hasSize(1);
        on(new Signal.PodSpecified(Pods.deleting(Pods.one("Always"), 30)));
        assertThat(state).isInstanceOf(PodState.Stopping.class);
        on(new Signal.ContainerCreated("c", 0, "c0"));
        assertThat(commands(PodCommand.RemoveContainer.class)).containsExactly(new PodCommand.RemoveContainer("c0"));
        assertThat(commands(PodCommand.StartContainer.class)).isEmpty();
    }

    @Test
    void whatRunsIsAdoptedAndOldAttemptsAreRemoved() {
        PodManifest pod = Pods.of(Pods.one("Always"));
        String hash = pod.containers().getFirst().hash();
        on(new Signal.PodSpecified(pod));
        on(new Signal.RuntimeObserved(List.of(
                new Observation("sb", "POD", true, 0, "", "", new Life.Running(now, "10.1.0.1")),
                dead("c0", 0, hash),
                dead("c1", 1, hash),
                new Observation("c2", "c", false, 2, hash, "sha256:i", new Life.Running(now, "")))));
        assertThat(commands(PodCommand.RemoveContainer.class)).containsExactly(new PodCommand.RemoveContainer("c0"));
        on(new Signal.VolumesReady());
        assertThat(commands.stream().filter(PodCommand::isAct)).isEmpty();
        assertThat(container().path("restartCount").asInt()).isEqualTo(2);
        assertThat(status.path("podIP").asString()).isEqualTo("10.1.0.1");
        assertThat(condition("Ready")).isEqualTo("True");
    }

    private Observation dead(String id, int attempt, String hash) {
        return new Observation(
                id, "c", false, attempt, hash, "sha256:i", new Life.Dead(Termination.of(id, 1, false, "", now, now)));
    }

    @Test
    void countsGoOnWhereTheRuntimeHasForgotten() {
        on(new Signal.PodSpecified(Pods.withStatus(
                5,
                "",
                Pods.one("Always"),
                "{'phase':'Running','startTime':"
                        + "'2025-12-31T00:00:00Z','containerStatuses':[{'name':'c','restartCount':4,'state':{'running':"
                        + "{'startedAt':'2025-12-31T00:00:00Z'}}}]}")));
        on(new Signal.RuntimeObserved(List.of()));
        on(new Signal.VolumesReady());
        on(new Signal.SandboxStarted(1, "sb", "10.1.0.1"));
        run("c", 5);
        assertThat(container().path("restartCount").asInt()).isEqualTo(5);
        assertThat(container()
                        .path("lastState")
                        .path("terminated")
                        .path("reason")
                        .asString())
                .isEqualTo("ContainerStatusUnknown");
        assertThat(status.path("startTime").asString()).isEqualTo("2025-12-31T00:00:00Z");
    }

    @Test
    void aMissedDeathIsFoundByLooking() {
        begin(Pods.of(Pods.one("Always")));
        run("c", 0);
        on(new Signal.RuntimeObserved(
                List.of(new Observation("sb", "POD", true, 0, "", "", new Life.Running(now, "10.1.0.1")))));
        assertThat(commands(PullImage.class)).hasSize(1);
        run("c", 1);
        assertThat(container().path("restartCount").asInt()).isEqualTo(1);
    }

    @Test
    void anAttemptThatWasOnItsWayWhenAllWasForgottenIsTheNextOne() {
        on(
                new Signal.PodSpecified(
                        Pods.withStatus(
                                5,
                                "",
                                Pods.one("Always"),
                                "{'phase':'Running','startTime':'2025-12-31T00:00:00Z','containerStatuses':[{'name':'c','restartCount':4,"
                                        + "'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'exitCode':1}}}]}")));
        on(new Signal.RuntimeObserved(List.of()));
        on(new Signal.VolumesReady());
        on(new Signal.SandboxStarted(0, "sb", "10.1.0.1"));
        assertThat(container().path("restartCount").asInt()).isEqualTo(4);
        run("c", 5);
        assertThat(container().path("restartCount").asInt()).isEqualTo(5);
    }

    @Test
    void theSameStoryGivesTheSameReportsToTheByte() {
        aPodBecomesReady();
        String first = status.toString();
        state = new PodState.Absent();
        aPodBecomesReady();
        assertThat(status.toString()).isEqualTo(first);
    }
}
