package dev.gyre.gateway.resources;

import dev.gyre.gateway.apply.FieldRecord;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What recording who owns which field costs: whole writes through the pipeline, with a store in memory, and of each the part that
 * is the recording, in one run. Each write is measured with its body's JSON read and the object that is stored written as JSON, as
 * both are in earnest; what etcd and HTTP add on top is left out. A main.
 */
final class RecordingBenchmark {

    private static final int WARM_UP = 20_000;
    private static final int WRITES = 20_000;
    private static final Map<String, String> JSON_HEADERS =
            Map.of("content-type", "application/json", "user-agent", "bench/1");
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json", "user-agent", "kubelet/1");
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private final TestApi api = new TestApi();
    private int number;

    public static void main(String[] arguments) {
        RecordingBenchmark benchmark = new RecordingBenchmark();
        for (int round = 0; round < 2; round++) {
            benchmark.creation("ConfigMap", "configmaps", "v1", "/api/v1/namespaces/default/configmaps", """
                    {"metadata":{"name":"NAME"},"data":{"k":"%s"}}""".formatted(
                            "x".repeat(1000)));
            benchmark.creation(
                    "Pod",
                    "pods",
                    "v1",
                    PODS,
                    "{\"metadata\":{\"name\":\"NAME\",\"labels\":{\"app\":\"web\"}}," + "\"spec\":" + POD_SPEC + "}");
            benchmark.deploymentUpdate();
            benchmark.podStatus();
        }
    }

    private static final String POD_SPEC = """
            {"containers":[{"name":"web","image":"nginx","ports":[{"containerPort":80}],"env":[{"name":"A","value":"b"}],
             "resources":{"requests":{"cpu":"50m","memory":"32Mi"},"limits":{"memory":"64Mi"}}}]}""";

    private void creation(String what, String plural, String apiVersion, String path, String body) {
        ResourceKind kind = Objects.requireNonNull(KubernetesKinds.registry().served(apiVersion, plural));
        Runnable write = () -> stored(api.call(
                "POST " + path,
                body.replace("NAME", "n" + number++).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                JSON_HEADERS));
        write.run();
        ObjectNode object = api.call("GET " + path + "/n" + (number - 1)).body();
        report("create a " + what, write, () -> record(kind, "", null, object), object);
    }

    private void deploymentUpdate() {
        ResourceKind kind = Objects.requireNonNull(KubernetesKinds.registry().served("apps/v1", "deployments"));
        String name = "d" + number++;
        ObjectNode deployment = api.call(
                        "POST " + DEPLOYMENTS,
                        ("{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{"
                                        + "\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"template\":{\"metadata\":{\"labels\":"
                                        + "{\"app\":\"web\"}},\"spec\":" + POD_SPEC + "}}}")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        JSON_HEADERS)
                .body();
        ((ObjectNode) deployment.get("metadata")).remove("resourceVersion");
        ObjectNode before = deployment.deepCopy();
        Runnable write = () -> {
            deployment.withObjectProperty("spec").put("replicas", 2 + number++ % 2);
            stored(api.call("PUT " + DEPLOYMENTS + "/" + name, Json.write(deployment), JSON_HEADERS));
        };
        report("update a Deployment", write, () -> record(kind, "", before, deployment), deployment);
    }

    private void podStatus() {
        ResourceKind kind = Objects.requireNonNull(KubernetesKinds.registry().served("v1", "pods"));
        String name = "s" + number++;
        api.call(
                "POST " + PODS,
                ("{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + POD_SPEC + "}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                JSON_HEADERS);
        Runnable write = () -> stored(api.call(
                "PATCH " + PODS + "/" + name + "/status",
                """
                {"status":{"phase":"Running","podIP":"10.0.0.1","podIPs":[{"ip":"10.0.0.1"}],"hostIP":"10.1.0.1",
                 "startTime":"2026-11-28T10:00:00Z","containerStatuses":[{"name":"web","ready":true,"restartCount":%d,
                 "image":"nginx","imageID":"sha256:1","containerID":"docker://1","started":true,
                 "state":{"running":{"startedAt":"2026-11-28T10:00:00Z"}}}],"conditions":[
                 {"type":"Initialized","status":"True","lastTransitionTime":"2026-11-28T10:00:00Z"},
                 {"type":"Ready","status":"True","lastTransitionTime":"2026-11-28T10:00:00Z"},
                 {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-11-28T10:00:00Z"},
                 {"type":"PodScheduled","status":"True","lastTransitionTime":"2026-11-28T10:00:00Z"}]}}
                """.formatted(number++).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                STRATEGIC));
        write.run();
        ObjectNode before = api.call("GET " + PODS + "/" + name).body();
        write.run();
        ObjectNode after = api.call("GET " + PODS + "/" + name).body();
        report("a kubelet's status", write, () -> record(kind, "status", before, after), after);
    }

    private static void stored(TestApi.Answer answer) {
        if (answer.code() >= 300) {
            throw new AssertionError(answer.body().toString());
        }
        Json.write(answer.body());
    }

    private static void record(ResourceKind kind, String part, @Nullable ObjectNode before, ObjectNode after) {
        ApiVersion version = kind.storageVersion();
        ObjectNode next = Json.object();
        next.setAll(after);
        ObjectNode metadata = next.putObject("metadata");
        metadata.setAll((ObjectNode) after.get("metadata"));
        metadata.remove("managedFields");
        new FieldRecord(kind, version, "bench", part, List.of(), "2026-11-28T10:00:00Z").update(before, next);
    }

    private static void report(String what, Runnable write, Runnable recording, ObjectNode object) {
        run(write, WARM_UP);
        run(recording, WARM_UP);
        double writeMicros = run(write, WRITES);
        double recordingMicros = run(recording, WRITES);
        JsonNode record = object.path("metadata").path("managedFields");
        System.out.printf(
                Locale.ROOT,
                "%-20s %6.1f us, of which recording %5.1f us (%+.0f %%); %d bytes, of which the record has %d%n",
                what,
                writeMicros,
                recordingMicros,
                100 * recordingMicros / (writeMicros - recordingMicros),
                Json.write(object).length,
                Json.write(record).length);
    }

    private static double run(Runnable task, int times) {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            task.run();
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }
}
