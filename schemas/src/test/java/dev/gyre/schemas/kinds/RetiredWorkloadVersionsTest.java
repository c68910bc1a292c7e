package dev.gyre.schemas.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.ObjectNode;

/** What older clients write of workloads comes back to them as they wrote it. */
class RetiredWorkloadVersionsTest {

    private static final ResourceKinds KINDS = KubernetesKinds.registry();

    @Property(tries = 200)
    void aBudgetsSelectorComesBack(@ForAll("selectors") Map<String, String> labels, @ForAll boolean isOld) {
        ObjectNode budget = Json.object()
                .put("apiVersion", isOld ? "policy/v1beta1" : "policy/v1")
                .put("kind", "PodDisruptionBudget");
        ObjectNode selector = budget.putObject("spec").putObject("selector");
        if (!labels.isEmpty()) {
            selector.set("matchLabels", Json.MAPPER.valueToTree(labels));
        }
        ObjectNode before = budget.deepCopy();
        ApiVersion.Conversion conversion =
                version("policy/v1beta1", "PodDisruptionBudget").conversion();
        if (isOld) {
            conversion.toStorage(budget);
            conversion.fromStorage(budget);
        } else {
            conversion.fromStorage(budget);
            conversion.toStorage(budget);
        }
        assertThat(budget).isEqualTo(before);
    }

    @Provide
    Arbitrary<Map<String, String>> selectors() {
        return Arbitraries.maps(Arbitraries.of(List.of("a", "b")), Arbitraries.of(List.of("x", "y")))
                .ofMaxSize(2);
    }

    @Property(tries = 100)
    void aDaemonSetsTemplateGenerationComesBack(@ForAll long generation) {
        ObjectNode daemonSet =
                Json.object().put("apiVersion", "extensions/v1beta1").put("kind", "DaemonSet");
        daemonSet.putObject("metadata").putObject("annotations").put("mine", "kept");
        daemonSet.putObject("spec").put("templateGeneration", generation & 0x3FFF_FFFF);
        ObjectNode before = daemonSet.deepCopy();
        ApiVersion.Conversion conversion =
                version("extensions/v1beta1", "DaemonSet").conversion();
        conversion.toStorage(daemonSet);
        assertThat(daemonSet.path("spec").has("templateGeneration")).isFalse();
        conversion.fromStorage(daemonSet);
        assertThat(daemonSet.toString()).isEqualTo(before.toString());
    }

    private static ApiVersion version(String apiVersion, String kindName) {
        ResourceKind kind = KINDS.ofObject(apiVersion, kindName);
        assertThat(kind).isNotNull();
        ApiVersion version = kind.served(apiVersion);
        assertThat(version).isNotNull();
        return version;
    }
}
