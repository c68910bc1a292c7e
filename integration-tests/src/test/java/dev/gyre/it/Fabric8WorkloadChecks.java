package dev.gyre.it;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.concurrent.TimeUnit;

/** The second half of what fabric8's client does: workloads, pods and tokens, with their subresources. */
final class Fabric8WorkloadChecks {

    private static final String NAMESPACE = Fabric8Checks.NAMESPACE;

    private final KubernetesClient client;
    private final Checks checks;

    Fabric8WorkloadChecks(KubernetesClient client, Checks checks) {
        this.client = client;
        this.checks = checks;
    }

    void workloads() {
        var web = client.apps().deployments().inNamespace(NAMESPACE).withName("web");
        checks.check("status", () -> {
                    Deployment made = client.resource(new DeploymentBuilder()
                                    .withNewMetadata()
                                    .withName("web")
                                    .withNamespace(NAMESPACE)
                                    .endMetadata()
                                    .withNewSpec()
                                    .withReplicas(0)
                                    .withNewSelector()
                                    .addToMatchLabels("a", "b")
                                    .endSelector()
                                    .withNewTemplate()
                                    .withNewMetadata()
                                    .addToLabels("a", "b")
                                    .endMetadata()
                                    .withNewSpec()
                                    .withContainers(new ContainerBuilder()
                                            .withName("c")
                                            .withImage("gyre/web:1")
                                            .build())
                                    .endSpec()
                                    .endTemplate()
                                    .endSpec()
                                    .build())
                            .create();
                    Deployment changed = withCollisions(web, 7);
                    return changed.getStatus().getCollisionCount() == 7
                            && changed.getSpec()
                                    .getReplicas()
                                    .equals(made.getSpec().getReplicas());
                })
                .check(
                        "scale",
                        () -> web.scale(2).getSpec().getReplicas() == 2
                                && web.scale().getSpec().getReplicas() == 2)
                .check("rollout", () -> {
                    web.rolling().pause();
                    boolean isPaused = web.get().getSpec().getPaused();
                    web.rolling().resume();
                    return isPaused;
                })
                .check(
                        "wait",
                        () -> web.waitUntilCondition(
                                                deployment -> deployment.getStatus() != null
                                                        && Integer.valueOf(2)
                                                                .equals(deployment
                                                                        .getStatus()
                                                                        .getReplicas()),
                                                60,
                                                TimeUnit.SECONDS)
                                        .getStatus()
                                        .getReplicas()
                                == 2);
    }

    /** Its controller writes the status, too, so that an edit may have to be made again. */
    private static Deployment withCollisions(Resource<Deployment> web, int count) {
        for (int attempt = 1; ; attempt++) {
            try {
                return web.editStatus(deployment -> new DeploymentBuilder(deployment)
                        .editOrNewStatus()
                        .withCollisionCount(count)
                        .endStatus()
                        .build());
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409 || attempt == 20) {
                    throw e;
                }
            }
        }
    }

    void pods() {
        var pod = client.pods().inNamespace(NAMESPACE).withName("bare");
        checks.check("status of a pod", () -> {
                    client.resource(new PodBuilder()
                                    .withNewMetadata()
                                    .withName("bare")
                                    .withNamespace(NAMESPACE)
                                    .endMetadata()
                                    .withNewSpec()
                                    .withSchedulerName("nobody")
                                    .withContainers(new ContainerBuilder()
                                            .withName("c")
                                            .withImage("gyre/web:1")
                                            .build())
                                    .endSpec()
                                    .build())
                            .create();
                    Pod changed = pod.editStatus(bare -> new PodBuilder(bare)
                            .editOrNewStatus()
                            .addToConditions(new PodConditionBuilder()
                                    .withType("example.com/gate")
                                    .withStatus("True")
                                    .build())
                            .endStatus()
                            .build());
                    return changed.getStatus().getConditions().stream()
                            .anyMatch(condition -> condition.getType().equals("example.com/gate"));
                })
                .check(
                        "ephemeral containers",
                        () -> pod.ephemeralContainers()
                                        .edit(bare -> new PodBuilder(bare)
                                                .editSpec()
                                                .addToEphemeralContainers(new EphemeralContainerBuilder()
                                                        .withName("debugger")
                                                        .withImage("gyre/busybox:1")
                                                        .build())
                                                .endSpec()
                                                .build())
                                        .getSpec()
                                        .getEphemeralContainers()
                                        .size()
                                == 1)
                .check("evict", () -> pod.evict())
                .check("evict what is gone", () -> {
                    pod.waitUntilCondition(gone -> gone == null, 60, TimeUnit.SECONDS);
                    try {
                        pod.evict();
                        return false;
                    } catch (KubernetesClientException e) {
                        return e.getCode() == 404;
                    }
                });
    }

    void tokens() {
        checks.check("token", () -> {
            client.serviceAccounts()
                    .inNamespace(NAMESPACE)
                    .resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName("robot")
                            .endMetadata()
                            .build())
                    .create();
            return !client.serviceAccounts()
                    .inNamespace(NAMESPACE)
                    .withName("robot")
                    .tokenRequest(
                            new TokenRequestBuilder().withNewSpec().endSpec().build())
                    .getStatus()
                    .getToken()
                    .isEmpty();
        });
    }
}
