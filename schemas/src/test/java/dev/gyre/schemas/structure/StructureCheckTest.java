package dev.gyre.schemas.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.definitions.Definitions;
import dev.gyre.schemas.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class StructureCheckTest {

    private static final FieldSchema DEPLOYMENT = Definitions.of("io.k8s.api.apps.v1.Deployment");

    @Test
    void whatFitsHasNoProblems() {
        ObjectNode deployment = Yaml.readObject("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, creationTimestamp: null, labels: {app: web}}
                spec:
                  replicas: 3
                  strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 1}}
                  template:
                    spec:
                      containers:
                      - name: web
                        image: nginx
                        resources: {limits: {cpu: 1, memory: 64Mi}}
                """);
        assertThat(StructureCheck.problems(deployment, DEPLOYMENT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{spec: {replicas: three}} | json: cannot unmarshal string into Go struct field "
                        + "DeploymentSpec.spec.replicas of type int32",
                "{spec: {replicas: 3000000000}} | json: cannot unmarshal number 3000000000 into Go struct field "
                        + "DeploymentSpec.spec.replicas of type int32",
                "{spec: {replicas: 1.5}} | json: cannot unmarshal number 1.5 into Go struct field "
                        + "DeploymentSpec.spec.replicas of type int32",
                "{spec: []} | json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec",
                "{spec: {paused: 'true'}} | json: cannot unmarshal string into Go struct field "
                        + "DeploymentSpec.spec.paused of type bool",
                "{metadata: {labels: {a: 1}}} | json: cannot unmarshal number into Go struct field "
                        + "ObjectMeta.metadata.labels of type string",
                "{spec: {template: {spec: {containers: [{name: 5}]}}}} | json: cannot unmarshal number into Go struct "
                        + "field Container.spec.template.spec.containers.name of type string",
                "{spec: {template: {spec: {containers: {}}}}} | json: cannot unmarshal object into Go struct field "
                        + "PodSpec.spec.template.spec.containers of type []v1.Container",
                "{spec: {strategy: {rollingUpdate: {maxSurge: true}}}} | json: cannot unmarshal bool into Go value of type int32",
                "{metadata: {creationTimestamp: soon}} | parsing time \"soon\" as \"2006-01-02T15:04:05Z07:00\": not a time in RFC 3339",
                "{spec: {template: {spec: {overhead: {cpu: true}}}}} | quantities must match the regular expression "
                        + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "{spec: {template: {spec: {overhead: {cpu: much}}}}} | quantities must match the regular expression "
                        + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            })
    void wrongTypesAreNamedAsGoNamesThem(String document, String message) {
        assertThat(StructureCheck.problems(Yaml.readObject(document), DEPLOYMENT))
                .extracting(Problem::kind, Problem::message)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Problem.Kind.WRONG_TYPE, message));
    }

    @Test
    void unknownFieldsAreNamedByTheirPath() {
        ObjectNode deployment = Yaml.readObject("""
                spec:
                  replica: 3
                  template: {spec: {containers: [{name: a}, {name: b, imag: x}]}}
                """);
        assertThat(StructureCheck.problems(deployment, DEPLOYMENT))
                .extracting(Problem::message)
                .containsExactly(
                        "unknown field \"spec.replica\"", "unknown field \"spec.template.spec.containers[1].imag\"");
    }

    @Test
    void problemsAreBounded() {
        ObjectNode many = Yaml.readObject("{}");
        for (int i = 0; i < 1000; i++) {
            many.put("f" + i, i);
        }
        many.put("spec", "none");
        assertThat(StructureCheck.problems(many, DEPLOYMENT, Problem.Kind.UNKNOWN_FIELD))
                .hasSize(StructureCheck.MAX_PROBLEMS);
        assertThat(StructureCheck.problems(many, DEPLOYMENT, Problem.Kind.WRONG_TYPE))
                .hasSize(1);
    }

    @Test
    void pruningLeavesWhatReadingIntoATypeWouldLeave() {
        ObjectNode deployment = Yaml.readObject("""
                metadata: {name: web, creationTimestamp: null, labels: {a: null, b: x}, odd: 1}
                spec:
                  replicas: null
                  template: {spec: {containers: [{name: a, imag: x}, null]}}
                managed: {fields: 1}
                """);
        Pruning.prune(deployment, DEPLOYMENT);
        assertThat(deployment).isEqualTo(Yaml.readObject("""
                metadata: {name: web, labels: {a: '', b: x}}
                spec:
                  template: {spec: {containers: [{name: a}, {}]}}
                """));
    }

    @Test
    void whatIsKeptAsItIsIsNotPruned() {
        ObjectNode object = Yaml.readObject("metadata: {managedFields: [{manager: x, fieldsV1: {'f:spec': {}}}]}");
        ObjectNode before = object.deepCopy();
        Pruning.prune(object, DEPLOYMENT);
        assertThat(object).isEqualTo(before);
    }

    @Test
    void whatWasPrunedHasNothingUnknown() {
        ObjectNode odd = Yaml.readObject("""
                a: 1
                metadata: {b: 2, ownerReferences: [{c: 3}], managedFields: [{d: 4, fieldsV1: {e: 5}}]}
                spec: {f: 6, strategy: {g: 7}, template: {h: 8, spec: {volumes: [{i: 9, configMap: {j: 10}}]}}}
                """);
        Pruning.prune(odd, DEPLOYMENT);
        assertThat(StructureCheck.problems(odd, DEPLOYMENT)).isEmpty();
    }
}
