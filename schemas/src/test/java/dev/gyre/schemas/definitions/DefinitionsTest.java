package dev.gyre.schemas.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.FieldSchema.ListType;
import dev.gyre.schemas.FieldSchema.Type;
import dev.gyre.schemas.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DefinitionsTest {

    /** The generator refuses these too; this test holds also where it was not run. */
    @Test
    void everyListHasAnEntryInTheFacts() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String definition : Definitions.names()) {
            int dot = definition.lastIndexOf('.');
            JsonNode facts = facts(definition.substring(0, dot));
            JsonNode type = facts.path(definition.substring(dot + 1));
            assertThat(type.isObject()).as("facts of %s", definition).isTrue();
            String shapesOf =
                    type.path("$shapesOf").asString(facts.path("$shapesOf").asString(""));
            JsonNode shapes = shapesOf.isEmpty() ? type : facts(shapesOf).path(definition.substring(dot + 1));
            Definitions.of(definition).properties().forEach((name, field) -> {
                if (field.type() == Type.ARRAY && !shapes.has(name)) {
                    missing.add(definition + "." + name);
                }
            });
        }
        assertThat(missing).isEmpty();
    }

    private static JsonNode facts(String packageName) throws IOException {
        try (InputStream in = Definitions.class.getResourceAsStream("facts/" + packageName + ".json")) {
            assertThat(in).as(packageName).isNotNull();
            return Json.MAPPER.readTree(in.readAllBytes());
        }
    }

    @Test
    void aFieldOfWhichNothingIsSaidIsDescribedByItsType() {
        FieldSchema template =
                Definitions.of("io.k8s.api.apps.v1.DeploymentSpec").properties().get("template");
        assertThat(template.description())
                .isEqualTo(Definitions.of("io.k8s.api.core.v1.PodTemplateSpec").description())
                .isNotEmpty();
    }

    @Test
    void listsAreMergedAsKubernetesMergesThem() {
        FieldSchema containers =
                Definitions.of("io.k8s.api.core.v1.PodSpec").properties().get("containers");
        assertThat(containers.listType()).isEqualTo(ListType.MAP);
        assertThat(containers.listMapKeys()).containsExactly("name");
        assertThat(containers.patchMergeKey()).isEqualTo("name");
        assertThat(containers.patchStrategies()).containsExactly("merge");

        FieldSchema ports =
                Definitions.of("io.k8s.api.core.v1.Container").properties().get("ports");
        assertThat(ports.listMapKeys()).containsExactly("containerPort", "protocol");
        assertThat(ports.patchMergeKey()).isEqualTo("containerPort");

        FieldSchema volumes =
                Definitions.of("io.k8s.api.core.v1.PodSpec").properties().get("volumes");
        assertThat(volumes.patchStrategies()).containsExactlyInAnyOrder("merge", "retainKeys");

        FieldSchema strategy = Definitions.of("io.k8s.api.extensions.v1beta1.DeploymentSpec")
                .properties()
                .get("strategy");
        assertThat(strategy.patchStrategies()).containsExactly("retainKeys");
        assertThat(strategy.type()).isEqualTo(Type.OBJECT);
        assertThat(strategy.definition()).isEqualTo("io.k8s.api.extensions.v1beta1.DeploymentStrategy");

        FieldSchema finalizers = Definitions.of("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                .properties()
                .get("finalizers");
        assertThat(finalizers.listType()).isEqualTo(ListType.SET);
        assertThat(finalizers.patchStrategies()).containsExactly("merge");
    }

    @Test
    void selectorsAreOwnedWhole() {
        assertThat(Definitions.of("io.k8s.api.apps.v1.DeploymentSpec")
                        .properties()
                        .get("selector")
                        .isAtomic())
                .isTrue();
        assertThat(Definitions.of("io.k8s.api.core.v1.PodSpec")
                        .properties()
                        .get("nodeSelector")
                        .isAtomic())
                .isTrue();
        assertThat(Definitions.of("io.k8s.api.apps.v1.DeploymentSpec")
                        .properties()
                        .get("template")
                        .isAtomic())
                .isFalse();
    }

    @Test
    void fieldsHaveTheTypesOfTheApi() {
        var spec = Definitions.of("io.k8s.api.apps.v1.DeploymentSpec");
        assertThat(spec.required()).isEqualTo(Set.of("selector", "template"));
        assertThat(spec.properties().get("replicas").format()).isEqualTo("int32");
        assertThat(spec.description()).isNotEmpty();
        assertThat(spec.properties().get("replicas").description()).isNotEmpty();
        var probe = Definitions.of("io.k8s.api.core.v1.HTTPGetAction").properties();
        assertThat(probe.get("port").type()).isEqualTo(Type.INT_OR_STRING);
        var resources = Definitions.of("io.k8s.api.core.v1.ResourceRequirements")
                .properties()
                .get("limits");
        assertThat(resources.type()).isEqualTo(Type.MAP);
        assertThat(resources.items()).isNotNull().extracting(FieldSchema::type).isEqualTo(Type.QUANTITY);
        var secret = Definitions.of("io.k8s.api.core.v1.Secret")
                .properties()
                .get("data")
                .items();
        assertThat(secret).isNotNull().extracting(FieldSchema::format).isEqualTo("byte");
        var meta = Definitions.of("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                .properties();
        assertThat(meta.get("creationTimestamp").format()).isEqualTo("date-time");
        assertThat(meta.get("generation").format()).isEqualTo("int64");
    }

    @Test
    void thereIsNoTypeThatNobodyReviewed() {
        assertThatThrownBy(() -> Definitions.of("io.k8s.api.core.v1.PodSpek"))
                .hasMessage("no type is defined as io.k8s.api.core.v1.PodSpek");
    }
}
