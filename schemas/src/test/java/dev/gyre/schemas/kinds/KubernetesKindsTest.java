package dev.gyre.schemas.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class KubernetesKindsTest {

    static List<ResourceKind> kinds() {
        return KubernetesKinds.registry().all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindHasOneStorageVersionUnderItsOwnGroup(ResourceKind kind) {
        assertThat(kind.versions()).filteredOn(ApiVersion::isStorage).hasSize(1);
        assertThat(kind.storageVersion().group()).isEqualTo(kind.group());
        assertThat(kind.versions()).extracting(ApiVersion::apiVersion).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void retiredVersionsComeLast(ResourceKind kind) {
        List<Boolean> retired =
                kind.versions().stream().map(ApiVersion::isRetired).toList();
        assertThat(retired).isSorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyFieldOfEveryVersionHasASchema(ResourceKind kind) {
        for (ApiVersion version : kind.versions()) {
            Set<String> seen = new HashSet<>();
            visit(version.schema(), version.apiVersion() + "." + kind.kind(), seen);
            assertThat(seen).contains("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
            assertThat(version.schema().properties()).containsKeys("apiVersion", "kind", "metadata");
        }
    }

    private static void visit(FieldSchema schema, String path, Set<String> seen) {
        switch (schema.type()) {
            case ARRAY, MAP -> assertThat(schema.items()).as(path).isNotNull();
            case OBJECT -> assertThat(schema.definition()).as(path).isNotNull();
            default -> assertThat(schema.items()).as(path).isNull();
        }
        if (schema.listType() == FieldSchema.ListType.MAP) {
            assertThat(schema.listMapKeys()).as(path).isNotEmpty();
            FieldSchema item = schema.items();
            assertThat(item).isNotNull();
            assertThat(item.properties().keySet()).as(path).containsAll(schema.listMapKeys());
        }
        FieldSchema items = schema.items();
        if (items != null) {
            visit(items, path + "[]", seen);
        }
        String definition = schema.definition();
        if (definition != null && seen.add(definition)) {
            schema.properties().forEach((name, field) -> visit(field, path + "." + name, seen));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void conversionToStorageAndBackChangesNothing(ResourceKind kind) {
        for (ApiVersion version : kind.versions()) {
            ObjectNode object =
                    Json.object().put("apiVersion", version.apiVersion()).put("kind", kind.kind());
            object.putObject("metadata").put("name", "a");
            if (version.schema().properties().containsKey("spec")) {
                object.putObject("spec");
            }
            version.defaults().apply(object);
            ObjectNode converted = object.deepCopy();
            version.conversion().toStorage(converted);
            assertThat(converted.path("apiVersion").asString()).isEqualTo(kind.apiVersion());
            version.conversion().fromStorage(converted);
            converted.remove("regarding");
            assertThat(converted).isEqualTo(object);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void defaultsFilledInTwiceChangeNothingMore(ResourceKind kind) {
        for (ApiVersion version : kind.versions()) {
            ObjectNode object =
                    Json.object().put("apiVersion", version.apiVersion()).put("kind", kind.kind());
            version.defaults().apply(object);
            ObjectNode once = object.deepCopy();
            version.defaults().apply(object);
            assertThat(object).isEqualTo(once);
        }
    }

    @Test
    void discoveryBeginsWithTheCoreGroup() {
        List<String> groups =
                kinds().stream().map(ResourceKind::group).distinct().toList();
        assertThat(groups).startsWith("", "admissionregistration.k8s.io").isSorted();
        assertThat(kinds()).extracting(ResourceKind::group).isSorted();
    }

    @Test
    void retiredDeploymentsAreFoundByTheirOwnNames() {
        ResourceKind kind = KubernetesKinds.registry().ofObject("extensions/v1beta1", "Deployment");
        assertThat(kind).isNotNull().isSameAs(KubernetesKinds.registry().find("apps", "deployments"));
        ApiVersion version = kind.served("extensions/v1beta1");
        assertThat(version).isNotNull();
        FieldSchema spec = version.schema().properties().get("spec");
        assertThat(spec.definition()).isEqualTo("io.k8s.api.extensions.v1beta1.DeploymentSpec");
        assertThat(spec.properties().get("rollbackTo").properties()).containsKey("revision");
        assertThat(kind.storageVersion().schema().properties().get("spec").properties())
                .doesNotContainKey("rollbackTo");
    }
}
