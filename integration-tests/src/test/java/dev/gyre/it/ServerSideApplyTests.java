package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.util.PatchUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Server-side apply by other people's clients: kubectl of several versions, fabric8, and the official Java client. Who inherits these
 * tests brings the cluster.
 */
abstract class ServerSideApplyTests {

    abstract GyreCluster cluster();

    abstract KubernetesClient fabric8();

    abstract ApiClient official() throws IOException;

    static List<Path> kubectls() {
        return ClientTools.kubectls();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void kubectlAppliesAndIsToldOfConflicts(Path binary) {
        Kubectl kubectl = cluster().kubectl(binary);
        String name = "web-" + binary.getFileName().toString().replace('.', '-') + binary.hashCode() % 1000;
        String manifest = deployment(name, 2, "gyre/web:1");

        assertThat(apply(kubectl, manifest).succeeded().stdout()).contains(name + " serverside-applied");
        assertThat(apply(kubectl, manifest).succeeded().stdout()).contains(name + " serverside-applied");
        assertThat(managers(kubectl, name)).containsExactly("kubectl/Apply/apps/v1/");

        kubectl.run("scale", "deployment/" + name, "--replicas=5");
        Shell.Result refused = apply(kubectl, manifest);
        assertThat(refused.exitCode()).isEqualTo(1);
        // kubectl calls itself by the name of its file.
        assertThat(refused.stderr())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl", "using apps/v1: .spec.replicas");

        apply(kubectl, manifest, "--force-conflicts").succeeded();
        assertThat(kubectl.run("get", "deployment", name, "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("2");
        assertThat(managers(kubectl, name)).containsExactly("kubectl/Apply/apps/v1/");
        kubectl.run("delete", "deployment", name);
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void kubectlShowsWhatWouldChange(Path binary) {
        Kubectl kubectl = cluster().kubectl(binary);
        String name = "diff-" + binary.hashCode() % 1000;
        apply(kubectl, map(name, "before")).succeeded();

        Shell.Result same = kubectl.attemptWith(map(name, "before"), "diff", "--server-side", "-f", "-");
        assertThat(same.exitCode()).as(same.stdout() + same.stderr()).isZero();
        Shell.Result other = kubectl.attemptWith(map(name, "after"), "diff", "--server-side", "-f", "-");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.stdout()).contains("-  k: before", "+  k: after");
        assertThat(kubectl.run("get", "configmap", name, "-o", "jsonpath={.data.k}"))
                .isEqualTo("before");
        kubectl.run("delete", "configmap", name);
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void kubectlTakesOverFromClientSideApply(Path binary) {
        Kubectl kubectl = cluster().kubectl(binary);
        String name = "upgrade-" + binary.hashCode() % 1000;
        kubectl.apply(deployment(name, 2, "gyre/web:1"));
        assertThat(managers(kubectl, name)).containsExactly("kubectl-client-side-apply/Update/apps/v1/");

        apply(kubectl, deployment(name, 3, "gyre/web:2")).succeeded();

        assertThat(kubectl.run("get", "deployment", name, "-o", "jsonpath={.spec.replicas} {..image}"))
                .isEqualTo("3 gyre/web:2");
        assertThat(managers(kubectl, name)).contains("kubectl/Apply/apps/v1/");
        kubectl.apply(deployment(name, 4, "gyre/web:2"));
        assertThat(kubectl.run("get", "deployment", name, "-o", "jsonpath={.spec.replicas}"))
                .as("and there is a way back")
                .isEqualTo("4");
        kubectl.run("delete", "deployment", name);
    }

    @Test
    void theRecordIsShownOnDemand() {
        Kubectl kubectl = cluster().kubectl();
        kubectl.run("create", "configmap", "shown", "--from-literal=k=v");
        assertThat(kubectl.run("get", "configmap", "shown", "-o", "yaml")).doesNotContain("managedFields");
        assertThat(kubectl.run("get", "configmap", "shown", "-o", "yaml", "--show-managed-fields"))
                .contains("managedFields:", "fieldsType: FieldsV1", "f:k: {}", "manager: kubectl-create");
    }

    @Test
    void controllersLeaveTheirNames() {
        Kubectl kubectl = cluster().kubectl();
        kubectl.apply(deployment("recorded", 1, "gyre/web:1"));
        kubectl.run("wait", "deployment/recorded", "--for=jsonpath={.status.replicas}=1", "--timeout=60s");
        assertThat(allManagers(kubectl, "recorded"))
                .contains("kubectl-client-side-apply/Update/apps/v1/", "kube-controller-manager/Update/apps/v1/status");
        assertThat(kubectl.run("get", "pods", "-l", "app=recorded", "-o", "jsonpath={..managedFields[0].manager}"))
                .isEqualTo("kube-controller-manager");
        kubectl.run("delete", "deployment", "recorded");
    }

    @Test
    void fabric8Applies() {
        try (KubernetesClient client = fabric8()) {
            ConfigMap map = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("fabric8")
                    .withNamespace("default")
                    .endMetadata()
                    .withData(Map.of("k", "v"))
                    .build();
            ConfigMap applied = client.resource(map).serverSideApply();
            assertThat(applied.getMetadata().getManagedFields())
                    .extracting(ManagedFieldsEntry::getManager, ManagedFieldsEntry::getOperation)
                    .containsExactly(org.assertj.core.api.Assertions.tuple("fabric8", "Apply"));
            PatchContext other = new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager("other")
                    .withForce(true)
                    .build();
            ConfigMap forced = client.resource(
                            new ConfigMapBuilder(map).withData(Map.of("k", "w")).build())
                    .patch(other);
            assertThat(forced.getData()).containsExactly(Map.entry("k", "w"));
            assertThat(forced.getMetadata().getManagedFields())
                    .extracting(ManagedFieldsEntry::getManager)
                    .containsExactly("other");
        }
    }

    @Test
    void theOfficialJavaClientApplies() throws Exception {
        ApiClient client = official();
        V1Patch patch = new V1Patch(
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"java\"},\"data\":{\"k\":\"v\"}}");
        V1ConfigMap applied = PatchUtils.patch(
                V1ConfigMap.class,
                () -> new CoreV1Api(client)
                        .patchNamespacedConfigMap("java", "default", patch)
                        .fieldManager("java")
                        .force(true)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                client);
        assertThat(applied.getData()).containsExactly(Map.entry("k", "v"));
        // The client itself drops the record from what it reads.
        String manager = "jsonpath={.metadata.managedFields[0].manager}";
        assertThat(cluster().kubectl().run("get", "configmap", "java", "-o", manager))
                .isEqualTo("java");
    }

    private static Shell.Result apply(Kubectl kubectl, String manifest, String... options) {
        String[] arguments = new String[4 + options.length];
        System.arraycopy(new String[] {"apply", "--server-side", "-f", "-"}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return kubectl.attemptWith(manifest, arguments);
    }

    /** Those of users: controllers write whenever they come to it. */
    private static List<String> managers(Kubectl kubectl, String deployment) {
        return allManagers(kubectl, deployment).stream()
                .filter(manager -> !manager.startsWith("kube-controller-manager/"))
                .toList();
    }

    private static List<String> allManagers(Kubectl kubectl, String deployment) {
        String format = "{range .metadata.managedFields[*]}{.manager}/{.operation}/{.apiVersion}/{.subresource} {end}";
        return List.of(kubectl.run("get", "deployment", deployment, "-o", "jsonpath=" + format)
                .strip()
                .split(" "));
    }

    private static String map(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {k: " + value + "}\n";
    }

    private static String deployment(String name, int replicas, String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, labels: {app: %1$s}}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                        - {name: web, image: "%3$s", ports: [{containerPort: 80}]}
                """.formatted(name, replicas, image);
    }
}
