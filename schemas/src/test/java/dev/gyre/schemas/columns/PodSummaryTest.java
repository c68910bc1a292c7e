package dev.gyre.schemas.columns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.yaml.Yaml;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSummaryTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    /** Each row: {@code spec}, {@code status}, and what is said of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{containers: [{}]} | {phase: Pending} | 0/1 | Pending",
                "{containers: [{}, {}]} | {phase: Running, containerStatuses: [{ready: true, state: {running: {}}}, "
                        + "{ready: false, state: {running: {}}}]} | 1/2 | Running",
                "{containers: [{}]} | {phase: Failed, reason: Evicted} | 0/1 | Evicted",
                "{containers: [{}]} | {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: "
                        + "SchedulingGated}]} | 0/1 | SchedulingGated",
                "{containers: [{}]} | {phase: Pending, containerStatuses: [{state: {waiting: {reason: "
                        + "ContainerCreating}}}]} | 0/1 | ContainerCreating",
                "{containers: [{}]} | {phase: Running, containerStatuses: [{state: {waiting: {reason: "
                        + "CrashLoopBackOff}}}]} | 0/1 | CrashLoopBackOff",
                "{containers: [{}]} | {phase: Running, containerStatuses: [{state: {terminated: {reason: OOMKilled, "
                        + "exitCode: 137}}}]} | 0/1 | OOMKilled",
                "{containers: [{}]} | {phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 3}}}]} "
                        + "| 0/1 | ExitCode:3",
                "{containers: [{}]} | {phase: Failed, containerStatuses: [{state: {terminated: {exitCode: 3, signal: "
                        + "9}}}]} | 0/1 | Signal:9",
                "{containers: [{}]} | {phase: Succeeded, containerStatuses: [{state: {terminated: {reason: Completed, "
                        + "exitCode: 0}}}]} | 0/1 | Completed",
                "{containers: [{}, {}]} | {phase: Running, conditions: [{type: Ready, status: 'True'}], "
                        + "containerStatuses: [{state: {terminated: {reason: Completed}}}, {ready: true, state: "
                        + "{running: {}}}]} | 1/2 | Running",
                "{containers: [{}, {}]} | {phase: Running, conditions: [{type: Ready, status: 'False'}], "
                        + "containerStatuses: [{state: {terminated: {reason: Completed}}}, {ready: true, state: "
                        + "{running: {}}}]} | 1/2 | NotReady",
                "{initContainers: [{name: a}, {name: b}], containers: [{}]} | {phase: Pending, initContainerStatuses: "
                        + "[{name: a, state: {running: {}}}]} | 0/1 | Init:0/2",
                "{initContainers: [{name: a}, {name: b}], containers: [{}]} | {phase: Pending, initContainerStatuses: "
                        + "[{name: a, state: {terminated: {exitCode: 0}}}, {name: b, state: {waiting: {reason: "
                        + "PodInitializing}}}]} | 0/1 | Init:1/2",
                "{initContainers: [{name: a}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, "
                        + "state: {waiting: {reason: ImagePullBackOff}}}]} | 0/1 | Init:ImagePullBackOff",
                "{initContainers: [{name: a}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, "
                        + "state: {terminated: {exitCode: 1, reason: Error}}}]} | 0/1 | Init:Error",
                "{initContainers: [{name: a}], containers: [{}]} | {phase: Pending, initContainerStatuses: [{name: a, "
                        + "state: {terminated: {exitCode: 7}}}]} | 0/1 | Init:ExitCode:7",
                "{initContainers: [{name: mesh, restartPolicy: Always}], containers: [{}]} | {phase: Running, "
                        + "conditions: [{type: Initialized, status: 'True'}], initContainerStatuses: [{name: mesh, "
                        + "started: true, ready: true, state: {running: {}}}], containerStatuses: [{ready: true, "
                        + "state: {running: {}}}]} | 2/2 | Running"
            })
    void saysInOneWordWhatAPodIsDoing(String spec, String status, String ready, String word) {
        PodSummary summary = PodSummary.of(Yaml.readObject("spec: %s\nstatus: %s".formatted(spec, status)));
        assertThat(summary.status()).isEqualTo(word);
        assertThat(summary.ready()).isEqualTo(ready);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{phase: Running} | Terminating",
                "{phase: Running, reason: NodeLost} | Unknown",
                "{phase: Succeeded} | Succeeded"
            })
    void deletionHidesNearlyEverything(String status, String word) {
        PodSummary summary = PodSummary.of(
                Yaml.readObject("metadata: {deletionTimestamp: '2026-11-23T10:00:00Z'}\nstatus: " + status));
        assertThat(summary.status()).isEqualTo(word);
    }

    @Test
    void restartsAreCountedWithTheTimeOfTheLast() {
        PodSummary summary = PodSummary.of(Yaml.readObject("""
                spec: {containers: [{}, {}]}
                status:
                  phase: Running
                  containerStatuses:
                  - {restartCount: 2, lastState: {terminated: {finishedAt: '2026-11-23T09:54:30Z'}}}
                  - {restartCount: 1, lastState: {terminated: {finishedAt: '2026-11-23T08:00:00Z'}}}
                """));
        assertThat(summary.restarts(NOW)).isEqualTo("3 (5m30s ago)");
        assertThat(PodSummary.of(Yaml.readObject("status: {containerStatuses: [{restartCount: 1}]}"))
                        .restarts(NOW))
                .isEqualTo("1");
    }
}
