package dev.gyre.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.events.history.Version.Type;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code why pod/p -c app}: from a container's state to whoever or whatever led to it. */
class ContainerWalkTest {

    private static final ResourceKey POD = ResourceKey.parse("pods/shop/p");

    private static final String APP_WAITS = "'waiting':{'reason':'ContainerCreating'}";
    private static final String APP_RUNS = "'running':{}";
    private static final String KILLED =
            "'terminated':{'exitCode':137,'reason':'%s','finishedAt':'2026-11-28T10:00:14Z'}";
    private static final String EXITED =
            "'terminated':{'exitCode':%d,'reason':'Error','finishedAt':'2026-11-28T10:00:%dZ'}";

    private final RecordedHistory history = new RecordedHistory();

    @BeforeEach
    void aPodIsMadeAndPlaced() {
        history.change(10, Type.ADDED, "pods/shop/p", pod("", "", ""), "ann", "q1");
        change(11, pod("", "'nodeName':'node-1',", ""), "bob", "q2");
    }

    @Test
    void anImageThatCannotBePulledLeadsToWhoAskedForIt() {
        change(
                12,
                running(
                        "app",
                        "'waiting':{'reason':'ImagePullBackOff','message':'no such image: shop/app:9'}",
                        "",
                        0,
                        false),
                "system:node:node-1",
                "kubelet/pods/shop/p/11/x-1");

        assertThat(text("app")).isEqualTo("""
                container app of pod p in shop waits: ImagePullBackOff: no such image: shop/app:9
                  its pod is to run on node-1
                  it was created because of ann (revision 10, pods/shop/p: created)

                10       2026-11-28 10:00:10Z  created
                     by ann, request q1
                11       2026-11-28 10:00:11Z  placed on node-1
                     by bob, request q2
                12       2026-11-28 10:00:12Z  waits: ImagePullBackOff: no such image: shop/app:9
                     by system:node:node-1 (the decision is not on the log)
                """);
    }

    @Test
    void aProbeThatFailedIsWhyItWasStopped() {
        appRuns();
        event(13, "Unhealthy", "app", 3);
        event(14, "BackOff", "side", 1);
        history.told(
                        "kubelet",
                        "pods/shop/p",
                        13,
                        Map.of("node", "node-1", "signal", "Probed[container=app]"),
                        "stop container app within 30 s: Container app failed liveness probe, will be restarted")
                .told(
                        "kubelet",
                        "pods/shop/p",
                        14,
                        Map.of("node", "node-1"),
                        "start container app as x: app is created");
        change(
                15,
                running("app", APP_RUNS, KILLED.formatted("Error"), 1, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/14/1");

        assertThat(standing("app"))
                .containsExactly(
                        "runs again (restarts: 1), but is not ready",
                        "its pod is to run on node-1",
                        "before that it ended with exit code 137 (Error), at 2026-11-28T10:00:14Z",
                        "Unhealthy: it says no (3 times, the last at 2026-11-28T10:00:13Z)",
                        "it ended because of kubelet, stop container app within 30 s: Container app failed liveness probe, "
                                + "will be restarted (revision 15, pods/shop/p: ended with exit code 137 (Error))",
                        "it was created because of ann (revision 10, pods/shop/p: created)");
        assertThat(text("app")).endsWith("""
                15       2026-11-28 10:00:15Z  ended with exit code 137 (Error)
                     runs again (restarts: 1)
                     is not ready any more
                     by kubelet: stop container app within 30 s: Container app failed liveness probe, will be restarted
                     told: node node-1, signal Probed
                """.replace("told: node node-1, signal Probed", toldOf(text("app"))));
    }

    /** A map has no order. */
    private static String toldOf(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("told: "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRuntimesLongNamesAreCutShort() {
        String id = "90a442f4cce12485f230fa9c9d36aedbf378dfed51712d0d840e6b9bca13fdcc";
        history.decision("kubelet", "pods/shop/p", 12, "start container app as " + id + ": app is created");
        change(13, running("app", APP_RUNS, "", 0, true), "system:node:node-1", "kubelet/pods/shop/p/12/1");

        assertThat(text("app")).contains("by kubelet: start container app as 90a442f4cce1: app is created");
    }

    @Test
    void oneThatTookTooMuchMemorySaysItsLimit() {
        appRuns();
        change(
                14,
                running(
                        "app",
                        "'waiting':{'reason':'CrashLoopBackOff','message':'back-off 10s'}",
                        KILLED.formatted("OOMKilled"),
                        2,
                        false),
                "system:node:node-1",
                "kubelet/pods/shop/p/13/1");

        assertThat(standing("app"))
                .startsWith(
                        "waits: CrashLoopBackOff: back-off 10s",
                        "its pod is to run on node-1",
                        "before that it ended with exit code 137 (OOMKilled), at 2026-11-28T10:00:14Z",
                        "it was killed for the memory that it took; its limit is 64Mi",
                        "restarts: 2",
                        "it ended because of the kernel, for the memory that container app took "
                                + "(revision 14, pods/shop/p: ended with exit code 137 (OOMKilled))");
    }

    @Test
    void oneThatEndsByItselfSaysSoAndHowItGoesOn() {
        appRuns();
        history.told(
                "kubelet",
                "pods/shop/p",
                13,
                Map.of("node", "node-1"),
                "resolve image shop/app:1 for app: app is to run");
        change(
                14,
                running("app", APP_WAITS, EXITED.formatted(3, 14), 0, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/13/1");
        change(
                15,
                running("app", APP_RUNS, EXITED.formatted(3, 14), 1, true),
                "system:node:node-1",
                "kubelet/pods/shop/p/13/1");
        String backOff =
                "'waiting':{'reason':'CrashLoopBackOff','message':'back-off 10s restarting failed container=app'}";
        change(
                16,
                running("app", backOff, EXITED.formatted(137, 16), 1, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/13/1");

        assertThat(text("app")).contains("""
                14       2026-11-28 10:00:14Z  ended with exit code 3 (Error)
                     is started again, without a back-off
                     is not ready any more
                     by container app itself
                """).endsWith("""
                16       2026-11-28 10:00:16Z  ended with exit code 137 (Error)
                     waits: CrashLoopBackOff: back-off 10s restarting failed container=app
                     is not ready any more
                     by signal SIGKILL, which the kubelet had not sent to container app
                """);
        assertThat(standing("app"))
                .contains("it ended because of signal SIGKILL, which the kubelet had not sent to container app "
                        + "(revision 16, pods/shop/p: ended with exit code 137 (Error))");
        assertThat(podText()).contains("""
                14       2026-11-28 10:00:14Z  container app ended with exit code 3 (Error)
                     container app is started again, without a back-off
                     by container app itself
                """);
    }

    /** The first end was a probe's doing, and says nothing about the next. */
    @Test
    void thePodsStoryTellsWhoEndedItsContainers() {
        appRuns();
        String probe = "stop container app within 30 s: Container app failed liveness probe, will be restarted";
        history.told("kubelet", "pods/shop/p", 13, Map.of(), probe)
                .decision("kubelet", "pods/shop/p", 14, "start container app as x: app is created");
        change(
                14,
                running("app", APP_WAITS, KILLED.formatted("Error"), 0, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/14/1");
        change(
                15,
                running("app", APP_RUNS, KILLED.formatted("Error"), 1, true),
                "system:node:node-1",
                "kubelet/pods/shop/p/14/1");
        change(
                16,
                running("app", APP_WAITS, EXITED.formatted(0, 16), 1, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/14/1");

        assertThat(podText()).contains("""
                14       2026-11-28 10:00:14Z  container app ended with exit code 137 (Error)
                     container app is started again, without a back-off
                     by kubelet: %s
                15       2026-11-28 10:00:15Z  container app runs again (restarts: 1)
                     by kubelet: start container app as x: app is created
                16       2026-11-28 10:00:16Z  container app ended with exit code 0 (Error)
                     container app is started again, without a back-off
                     by container app itself
                """.formatted(probe));
    }

    @Test
    void oneWhoseHookEndsItWasEndedByItsKubelet() {
        appRuns();
        history.told(
                "kubelet", "pods/shop/p", 13, Map.of(), "run preStop hook of app: Container app failed liveness probe");
        change(
                14,
                running("app", EXITED.formatted(0, 14), "", 0, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/13/1");

        assertThat(text("app")).contains("by kubelet: run preStop hook of app: Container app failed liveness probe");
    }

    @Test
    void programsAreToldThatOneEndedByItself() {
        appRuns();
        change(
                14,
                running("app", EXITED.formatted(3, 14), "", 0, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/13/1");

        Story story = Walk.ofContainer(POD, "app", history);

        assertThat(story).isNotNull();
        JsonNode cause = StoryJson.of(story).path("turns").path(3).path("cause");
        assertThat(cause.toString()).isEqualTo("{\"container\":\"app\",\"exitCode\":3,\"reason\":\"Error\"}");
    }

    @Test
    void oneThatWentWithItsPodLeadsToWhoeverWantedThat() {
        appRuns();
        String deleting = ",'deletionTimestamp':'2026-11-28T10:00:14Z'";
        change(14, running(deleting, "app", APP_RUNS, "", 0, true), "eve", "q9");
        history.decision("kubelet", "pods/shop/p", 14, "stop container app within 30 s: the pod is to go");
        change(
                15,
                running(deleting, "app", KILLED.formatted("Error"), "", 0, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/14/1");
        history.change(
                16,
                Type.DELETED,
                "pods/shop/p",
                running(deleting, "app", KILLED.formatted("Error"), "", 0, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/14/1");

        assertThat(standing("app"))
                .containsExactly(
                        "is gone with its pod",
                        "at last it ended with exit code 137 (Error)",
                        "it ended because of eve (revision 14, pods/shop/p: its deletion was asked for)",
                        "it was created because of ann (revision 10, pods/shop/p: created)",
                        "it goes because of eve (revision 14, pods/shop/p: its deletion was asked for)");
    }

    @Test
    void oneThatHasNotBegunSaysWhatItsPodWaitsFor() {
        change(
                12,
                running("setup", "'waiting':{'reason':'CrashLoopBackOff'}", KILLED.formatted("Error"), 1, false),
                "system:node:node-1",
                "kubelet/pods/shop/p/11/x-1");

        assertThat(standing("app"))
                .startsWith("has not begun", "its pod is to run on node-1", "container setup waits: CrashLoopBackOff");
    }

    @Test
    void itsOwnPartOfThePodIsTold() {
        change(
                12,
                pod("", "'nodeName':'node-1',", "")
                        .replace("shop/app:1", "shop/app:2")
                        .replace("side:1", "side:2"),
                "eve",
                "q3");

        assertThat(text("app")).endsWith("""
                12       2026-11-28 10:00:12Z  app.image: shop/app:1 -> shop/app:2
                     by eve, request q3
                """);
    }

    @Test
    void programsAreToldWhichContainerItIs() {
        Story story = Walk.ofContainer(POD, "side", history);

        assertThat(story).isNotNull();
        assertThat(StoryJson.of(story).path("container").asString()).isEqualTo("side");
        assertThat(StoryJson.of(story).path("object").asString()).isEqualTo("pods/shop/p");
    }

    @Test
    void ofAContainerThatThePodHasNotThereIsNoStory() {
        assertThat(Walk.ofContainer(POD, "none", history)).isNull();
        assertThat(Walk.containers(POD, history)).containsExactly("setup", "app", "side");
    }

    private void appRuns() {
        change(12, running("app", APP_WAITS, "", 0, false), "system:node:node-1", "kubelet/pods/shop/p/11/x-1");
        change(13, running("app", APP_RUNS, "", 0, true), "system:node:node-1", "kubelet/pods/shop/p/11/x-1");
    }

    private void change(long revision, String json, String actor, String cause) {
        history.change(revision, Type.MODIFIED, "pods/shop/p", json, actor, cause);
    }

    private void event(long revision, String reason, String container, int count) {
        history.change(
                revision,
                Type.ADDED,
                "events/shop/p." + revision,
                "{'metadata':{'name':'p." + revision + "','namespace':'shop','uid':'e" + revision
                        + "'},'type':'Warning','reason':'" + reason + "','message':'it says no','count':" + count
                        + ",'lastTimestamp':'2026-11-28T10:00:" + revision
                        + "Z','involvedObject':{'kind':'Pod','name':'p','uid':'p1','fieldPath':'spec.containers{"
                        + container + "}'}}",
                "system:node:node-1",
                "kubelet/pods/shop/p/11/x-1");
    }

    private static String running(String container, String state, String last, int restarts, boolean isReady) {
        return running("", container, state, last, restarts, isReady);
    }

    private static String running(
            String metadata, String container, String state, String last, int restarts, boolean isReady) {
        String list = container.equals("setup") ? "initContainerStatuses" : "containerStatuses";
        return pod(
                metadata,
                "'nodeName':'node-1',",
                "'" + list + "':[{'name':'" + container + "','state':{" + state + "},'lastState':{" + last
                        + "},'restartCount':" + restarts + ",'ready':" + isReady + "}]");
    }

    private static String pod(String metadata, String spec, String status) {
        return "{'metadata':{'name':'p','namespace':'shop','uid':'p1'" + metadata + "},'spec':{" + spec
                + "'initContainers':[{'name':'setup','image':'setup:1'}],'containers':[{'name':'app','image':'shop/app:1',"
                + "'resources':{'limits':{'memory':'64Mi'}}},{'name':'side','image':'side:1'}]},'status':{" + status
                + "}}";
    }

    private List<String> standing(String container) {
        Story story = Walk.ofContainer(POD, container, history);
        assertThat(story).isNotNull();
        return story.standing();
    }

    private String podText() {
        Story story = Walk.of(POD, history);
        assertThat(story).isNotNull();
        return StoryText.of(story, KubernetesKinds.registry().of(POD));
    }

    private String text(String container) {
        Story story = Walk.ofContainer(POD, container, history);
        assertThat(story).isNotNull();
        return StoryText.of(story, KubernetesKinds.registry().of(POD));
    }
}
