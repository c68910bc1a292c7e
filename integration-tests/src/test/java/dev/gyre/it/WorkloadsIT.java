package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workloads beside Deployments, each by its example in {@code examples}, on real containers and with {@code kubectl}. */
class WorkloadsIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    private static final String PROBE = "Container deaf failed liveness probe, will be restarted";

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data);
        cluster.up();
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void down() {
        cluster.close();
        assertThat(cluster.containers().all()).as("containers left after down").isEmpty();
    }

    private static void applyExample(String name) {
        kubectl.run("apply", "-f", GyreCluster.ROOT.resolve("examples/" + name).toString());
    }

    private static String get(String object, String path) {
        return kubectl.run("get", object, "-o", "jsonpath={" + path + "}");
    }

    @Test
    void aDaemonSetIsUpdatedAndUndone() {
        applyExample("daemonset.yaml");
        kubectl.run("rollout", "status", "daemonset/agent", "--timeout=120s");
        kubectl.run("set", "env", "daemonset/agent", "ROUND=1");
        kubectl.run("rollout", "status", "daemonset/agent", "--timeout=120s");
        assertThat(kubectl.run("rollout", "history", "daemonset/agent")).containsPattern("(?s)1 .*2 ");
        kubectl.run("rollout", "undo", "daemonset/agent");
        kubectl.run("rollout", "status", "daemonset/agent", "--timeout=120s");
        assertThat(get("daemonset/agent", ".spec.template.spec.containers[0].env"))
                .isEmpty();
        assertThat(kubectl.run("get", "daemonset", "agent")).containsPattern("agent +1 +1 +1 +1 +1 ");
        kubectl.run("delete", "daemonset/agent");
    }

    @Test
    void theMembersOfAStatefulSetKeepTheirNames() {
        applyExample("statefulset.yaml");
        kubectl.run("rollout", "status", "statefulset/db", "--timeout=120s");
        kubectl.run("scale", "statefulset/db", "--replicas=3");
        kubectl.run("rollout", "status", "statefulset/db", "--timeout=120s");
        assertThat(kubectl.run("get", "pods", "-l", "app=db", "-o", "name"))
                .isEqualTo("pod/db-0\npod/db-1\npod/db-2\n");
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> kubectl.run("exec", "db-0", "--", "wget", "-qO-", "http://db-2.db/hostname")
                        .contains("db-2"));
        String before = get("pod/db-1", ".metadata.uid");
        kubectl.run("delete", "pod", "db-1");
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !get("pod/db-1", ".metadata.uid").equals(before));
        kubectl.run("wait", "--for=condition=Ready", "pod/db-1", "--timeout=120s");
        kubectl.run("scale", "statefulset/db", "--replicas=0");
        await().atMost(SOON)
                .until(() ->
                        kubectl.run("get", "pods", "-l", "app=db", "-o", "name").isEmpty());
        kubectl.run(
                "delete",
                "-f",
                GyreCluster.ROOT.resolve("examples/statefulset.yaml").toString());
    }

    @Test
    void aStatefulSetKeepsItsDataUntilItsClaimGoes() {
        applyExample("statefulset-with-claims.yaml");
        kubectl.run("rollout", "status", "statefulset/store", "--timeout=120s");
        kubectl.run("exec", "store-0", "--", "sh", "-c", "echo kept >/data/file");
        String before = get("pod/store-0", ".metadata.uid");
        kubectl.run("delete", "pod", "store-0");
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !get("pod/store-0", ".metadata.uid").equals(before));
        kubectl.run("wait", "--for=condition=Ready", "pod/store-0", "--timeout=120s");
        assertThat(kubectl.run("exec", "store-0", "--", "cat", "/data/file")).isEqualTo("kept\n");
        String volume = get("pvc/data-store-0", ".spec.volumeName");
        assertThat(kubectl.run("get", "pv", volume)).contains("64Mi").contains("default/data-store-0");
        Path directory = data.resolve("nodes/node-1/volumes").resolve(volume);
        assertThat(directory.resolve("file")).hasContent("kept");

        kubectl.run("delete", "statefulset/store", "service/store");
        kubectl.run("delete", "pvc", "data-store-0", "--timeout=120s");
        await().atMost(SOON).until(() -> !kubectl.run("get", "pv", "-o", "name").contains(volume));
        assertThat(directory).doesNotExist();
    }

    @Test
    void anIndexedJobSaysWhichOfItsPiecesFailed() {
        applyExample("indexed-job.yaml");
        kubectl.run("wait", "--for=condition=Failed", "job/pieces", "--timeout=180s");
        assertThat(get("job/pieces", ".status.completedIndexes")).isEqualTo("0-2,4");
        assertThat(get("job/pieces", ".status.failedIndexes")).isEqualTo("3");
        assertThat(get("job/pieces", ".status.succeeded")).isEqualTo("4");
        assertThat(cluster.ask("why", "job/pieces").succeeded().stdout())
                .contains("2 pods failed (backoffLimitPerIndex: 1, maxFailedIndexes: 2, podFailurePolicy: 2 rules)")
                .containsPattern(
                        "pod pieces-3-\\w+ failed at revision \\d+: container piece ended with exit code 1 \\(Error\\); then ")
                .containsPattern(
                        "pods/default/pieces-3-\\w+: created\n     by job, looking at jobs.batch/default/pieces: ")
                .containsPattern("it was created because of kubernetes-admin \\(revision \\d+, ");
        kubectl.run("delete", "job/pieces");
    }

    @Test
    void aContainerThatEndedSaysWhoOrWhatEndedIt() {
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: frail
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - {name: crashing, image: "gyre/busybox:1", command: [sh, -c, exit 3]}
                    - name: deaf
                      image: gyre/busybox:1
                      command: [sleep, "1000"]
                      livenessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
                """);
        for (String container : List.of("crashing", "deaf")) {
            String restarts = ".status.containerStatuses[?(@.name==\"" + container + "\")].restartCount";
            await().atMost(SOON).until(() -> !Set.of("", "0").contains(get("pod/frail", restarts)));
        }

        assertThat(cluster.ask("why", "pod/frail", "-c", "crashing").succeeded().stdout())
                .startsWith("container crashing of pod frail in default ")
                .contains("ended with exit code 3 (Error)", "it ended because of container crashing itself");
        assertThat(cluster.ask("why", "pod/frail", "-c", "deaf").succeeded().stdout())
                .contains("ended with exit code ", "Unhealthy: Liveness probe failed")
                .containsPattern("it ended because of kubelet, stop container deaf within \\d+ s: " + PROBE)
                .contains("signal Probed");
        assertThat(cluster.ask("why", "pod/frail").succeeded().stdout())
                .contains("container crashing ended with exit code 3 (Error)\n", "     by container crashing itself\n")
                .contains("container deaf ended with exit code ")
                .containsPattern("     by kubelet: stop container deaf within \\d+ s: " + PROBE);

        kubectl.attemptWith(
                        "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"frail\"},"
                                + "\"deleteOptions\":{\"gracePeriodSeconds\":0}}",
                        "create",
                        "--raw",
                        "/api/v1/namespaces/default/pods/frail/eviction",
                        "-f",
                        "-")
                .succeeded();
        assertThat(cluster.ask("why", "pod/frail").succeeded().stdout())
                .startsWith("pod frail in default is gone\n")
                .containsPattern(
                        "it goes because of kubernetes-admin \\(revision \\d+, pods/default/frail: its eviction was asked"
                                + " for through the Eviction API\\)\n");
    }

    @Test
    void aCronJobMakesJobsByItselfAndWhenAsked() {
        applyExample("cronjob.yaml");
        kubectl.run("create", "job", "now", "--from=cronjob/minute");
        kubectl.run("wait", "--for=condition=Complete", "job/now", "--timeout=120s");
        await().atMost(SOON)
                .until(() ->
                        !get("cronjob/minute", ".status.lastSuccessfulTime").isEmpty());
        kubectl.run("delete", "cronjob/minute");
        await().atMost(SOON)
                .until(() -> kubectl.run("get", "jobs", "-o", "name").lines().noneMatch(job -> job.contains("minute")));
    }
}
