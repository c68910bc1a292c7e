package dev.gyre.it;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.AuthenticationV1TokenRequest;
import io.kubernetes.client.openapi.models.V1Binding;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Eviction;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1TokenRequestSpec;
import io.kubernetes.client.util.PatchUtils;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import okhttp3.Call;
import okhttp3.Response;

/** The second half of what the official Java client does: workloads and pods, with their subresources. */
final class OfficialWorkloadChecks {

    private static final String NAMESPACE = OfficialChecks.NAMESPACE;

    private final ApiClient client;
    private final CoreV1Api core;
    private final AppsV1Api apps;
    private final Checks checks;

    OfficialWorkloadChecks(ApiClient client, Checks checks) {
        this.client = client;
        this.core = new CoreV1Api(client);
        this.apps = new AppsV1Api(client);
        this.checks = checks;
    }

    private static V1PodSpec podSpec() {
        return new V1PodSpec()
                .schedulerName("nobody")
                .containers(List.of(new V1Container().name("c").image("gyre/web:1")));
    }

    /** What Helm sends: the difference of three, with the order of lists and what is to go. */
    private static final String THREE_WAY = """
            {"metadata":{"annotations":{"release":"2"},"labels":{"old":null}},
             "spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate","rollingUpdate":null},
              "template":{"spec":{"$setElementOrder/containers":[{"name":"new"},{"name":"c"}],"containers":[
               {"name":"c","$setElementOrder/env":[{"name":"B"}],"env":[{"name":"A","$patch":"delete"},{"name":"B","value":"b"}]},
               {"name":"new","image":"gyre/web:2"}]}}}}""";

    void workloads() {
        checks.check("status", () -> {
                    V1Container container = new V1Container()
                            .name("c")
                            .image("gyre/web:1")
                            .env(List.of(new io.kubernetes.client.openapi.models.V1EnvVar()
                                    .name("A")
                                    .value("a")));
                    V1Deployment web = apps.createNamespacedDeployment(
                                    NAMESPACE,
                                    new V1Deployment()
                                            .metadata(new V1ObjectMeta()
                                                    .name("web")
                                                    .labels(Map.of("old", "1", "kept", "1")))
                                            .spec(new V1DeploymentSpec()
                                                    .replicas(0)
                                                    .selector(new V1LabelSelector().matchLabels(Map.of("a", "b")))
                                                    .template(new V1PodTemplateSpec()
                                                            .metadata(new V1ObjectMeta().labels(Map.of("a", "b")))
                                                            .spec(podSpec().containers(List.of(container))))))
                            .execute();
                    V1Deployment changed = patched(
                            V1Deployment.class,
                            V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                            () -> apps.patchNamespacedDeploymentStatus(
                                            "web",
                                            NAMESPACE,
                                            new V1Patch(
                                                    "{\"status\":{\"collisionCount\":7},\"spec\":{\"replicas\":9}}"))
                                    .buildCall(null));
                    return changed.getStatus().getCollisionCount() == 7
                            && changed.getSpec()
                                    .getReplicas()
                                    .equals(web.getSpec().getReplicas());
                })
                .check("scale", () -> {
                    var scale =
                            apps.readNamespacedDeploymentScale("web", NAMESPACE).execute();
                    scale.getSpec().setReplicas(1);
                    // The controller writes its status meanwhile.
                    scale.getMetadata().setResourceVersion(null);
                    apps.replaceNamespacedDeploymentScale("web", NAMESPACE, scale)
                            .execute();
                    return apps.readNamespacedDeployment("web", NAMESPACE)
                                    .execute()
                                    .getSpec()
                                    .getReplicas()
                            == 1;
                })
                .check("a three-way apply", () -> {
                    V1Deployment changed = patched(
                            V1Deployment.class,
                            V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                            () -> apps.patchNamespacedDeployment("web", NAMESPACE, new V1Patch(THREE_WAY))
                                    .buildCall(null));
                    var containers = changed.getSpec().getTemplate().getSpec().getContainers();
                    return changed.getSpec().getStrategy().getType().equals("Recreate")
                            && changed.getSpec().getStrategy().getRollingUpdate() == null
                            && changed.getMetadata().getLabels().equals(Map.of("kept", "1"))
                            && containers.get(0).getName().equals("new")
                            && containers.get(1).getImage().equals("gyre/web:1")
                            && containers.get(1).getEnv().size() == 1
                            && containers.get(1).getEnv().get(0).getName().equals("B");
                });
    }

    /** The client expects the object that was sent, where the API has always answered with a Status. */
    private static boolean answered(Call call) throws IOException {
        try (Response response = call.execute()) {
            return response.isSuccessful();
        }
    }

    private void makePod(String name) throws ApiException {
        core.createNamespacedPod(
                        NAMESPACE,
                        new V1Pod().metadata(new V1ObjectMeta().name(name)).spec(podSpec()))
                .execute();
    }

    void pods() {
        checks.check("binding", () -> {
                    makePod("bound");
                    answered(core.createNamespacedPodBinding("bound", NAMESPACE, binding("bound"))
                            .buildCall(null));
                    return core.readNamespacedPod("bound", NAMESPACE)
                            .execute()
                            .getSpec()
                            .getNodeName()
                            .equals("nowhere");
                })
                .check("bindings", () -> {
                    makePod("bound-2");
                    answered(core.createNamespacedBinding(NAMESPACE, binding("bound-2"))
                            .buildCall(null));
                    return core.readNamespacedPod("bound-2", NAMESPACE)
                            .execute()
                            .getSpec()
                            .getNodeName()
                            .equals("nowhere");
                })
                .check("status of a pod", () -> {
                    makePod("bare");
                    V1Pod pod = core.readNamespacedPodStatus("bare", NAMESPACE).execute();
                    pod.getStatus().setMessage("hello");
                    return core.replaceNamespacedPodStatus("bare", NAMESPACE, pod)
                            .execute()
                            .getStatus()
                            .getMessage()
                            .equals("hello");
                })
                .check(
                        "ephemeral containers",
                        () -> patched(
                                                V1Pod.class,
                                                V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                                                () -> core.patchNamespacedPodEphemeralcontainers(
                                                                "bare",
                                                                NAMESPACE,
                                                                new V1Patch(
                                                                        "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"i\"}]}}"))
                                                        .buildCall(null))
                                        .getSpec()
                                        .getEphemeralContainers()
                                        .size()
                                == 1)
                .check(
                        "resize",
                        () -> core.readNamespacedPodResize("bare", NAMESPACE)
                                .execute()
                                .getMetadata()
                                .getName()
                                .equals("bare"))
                .check(
                        "eviction",
                        () -> answered(core.createNamespacedPodEviction(
                                        "bare", NAMESPACE, new V1Eviction().metadata(new V1ObjectMeta().name("bare")))
                                .buildCall(null)))
                .check("token", () -> {
                    core.createNamespacedServiceAccount(
                                    NAMESPACE, new V1ServiceAccount().metadata(new V1ObjectMeta().name("robot")))
                            .execute();
                    return !core.createNamespacedServiceAccountToken(
                                    "robot",
                                    NAMESPACE,
                                    new AuthenticationV1TokenRequest()
                                            .spec(new V1TokenRequestSpec().audiences(List.of())))
                            .execute()
                            .getStatus()
                            .getToken()
                            .isEmpty();
                })
                .check("finalize", () -> {
                    V1Namespace doomed = core.createNamespace(
                                    new V1Namespace().metadata(new V1ObjectMeta().name("official-doomed")))
                            .execute();
                    doomed.getSpec().setFinalizers(List.of());
                    core.replaceNamespaceFinalize("official-doomed", doomed).execute();
                    core.deleteNamespace("official-doomed").execute();
                    return true;
                });
    }

    private static V1Binding binding(String pod) {
        return new V1Binding()
                .metadata(new V1ObjectMeta().name(pod))
                .target(new V1ObjectReference().kind("Node").name("nowhere"));
    }

    private <T> T patched(Class<T> type, String format, PatchUtils.PatchCallFunc call) throws ApiException {
        return PatchUtils.patch(type, call, format, client);
    }
}
