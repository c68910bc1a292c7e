package dev.gyre.gateway.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.yaml.Yaml;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The walks over a document and its schema, each as a table. */
class WalksTest {

    private static final FieldSchema POD = schema("v1", "pods");
    private static final FieldSchema SERVICE = schema("v1", "services");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            scalars, not what is around them | {spec: {nodeName: n}}                          | [.spec.nodeName]
            entries of maps                  | {metadata: {labels: {a: x}}}                   | [.metadata.labels.a]
            maps with nothing in them        | {metadata: {labels: {}}}                       | [.metadata.labels]
            what says nothing                | {spec: {nodeName: null}}                       | [.spec.nodeName]
            atomic maps as one               | {spec: {nodeSelector: {a: x, b: y}}}           | [.spec.nodeSelector]
            atomic structs as one            | {metadata: {ownerReferences: [{uid: u, name: n}]}} | [.metadata.ownerReferences[uid="u"]]
            atomic lists as one              | {spec: {tolerations: [{key: a}]}}              | [.spec.tolerations]
            items and what is in them        | {spec: {containers: [{name: a, image: i}]}}    | [.spec.containers[name="a"], .spec.containers[name="a"].image, .spec.containers[name="a"].name]
            keys that have a default         | {spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}} | [.spec.containers[name="a"], .spec.containers[name="a"].name, .spec.containers[name="a"].ports[containerPort=80,protocol="TCP"], .spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].containerPort]
            items of sets                    | {metadata: {finalizers: [a/b]}}                | [.metadata.finalizers[="a/b"]]
            """)
    void aDocumentNames(String what, String document, String expected) {
        assertThat(shown(OwnedFields.of(yaml(document), POD))).as(what).hasToString(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            nothing                        | {spec: {nodeName: n}}         | {spec: {nodeName: n}}              | [] [] []
            a changed value                | {spec: {nodeName: n}}         | {spec: {nodeName: m}}              | [] [.spec.nodeName] []
            a map comes with its entries   | {}                            | {metadata: {labels: {a: x}}}       | [.metadata, .metadata.labels, .metadata.labels.a] [] []
            a map goes with its entries    | {metadata: {labels: {a: x}}}  | {metadata: {}}                     | [] [] [.metadata.labels, .metadata.labels.a]
            spec is always there           | {}                            | {spec: {nodeName: n}}              | [.spec.nodeName] [] []
            so is the list of containers   | {}                            | {spec: {containers: [{name: a}]}}  | [.spec.containers[name="a"], .spec.containers[name="a"].name] [] []
            atomic values change as one    | {spec: {nodeSelector: {a: x}}} | {spec: {nodeSelector: {a: y}}}    | [] [.spec.nodeSelector] []
            items move without a change    | {metadata: {finalizers: [a/b, c/d]}} | {metadata: {finalizers: [c/d, a/b]}} | [] [] []
            an item more, an item less     | {metadata: {finalizers: [a/b]}} | {metadata: {finalizers: [c/d]}}  | [.metadata.finalizers[="c/d"]] [] [.metadata.finalizers[="a/b"]]
            items that share a name        | {spec: {containers: [{name: a, env: [{name: E, value: x}]}]}} | {spec: {containers: [{name: a, env: [{name: E, value: x}, {name: E, value: y}]}]}} | [] [.spec.containers[name="a"].env[name="E"]] []
            """)
    void twoDocumentsDiffer(String what, String before, String after, String expected) {
        Comparison comparison = Comparison.between(yaml(before), yaml(after), POD);
        assertThat(shown(comparison.added()) + " " + shown(comparison.modified()) + " " + shown(comparison.removed()))
                .as(what)
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            values win                     | {spec: {nodeName: n}}         | {spec: {nodeName: m}}              | {spec: {nodeName: m}}
            what is not named stays        | {metadata: {labels: {a: x}}}  | {metadata: {labels: {b: y}}}       | {metadata: {labels: {a: x, b: y}}}
            nothing empties no map         | {metadata: {labels: {a: x}}}  | {metadata: {labels: null}}         | {metadata: {labels: {a: x}}}
            null takes a scalar away       | {spec: {nodeName: n}}         | {spec: {nodeName: null}}           | {spec: {nodeName: null}}
            atomic maps are replaced       | {spec: {nodeSelector: {a: x}}} | {spec: {nodeSelector: {b: y}}}    | {spec: {nodeSelector: {b: y}}}
            items are merged by name       | {spec: {containers: [{name: a, image: i}]}} | {spec: {containers: [{name: a, tty: true}]}} | {spec: {containers: [{name: a, image: i, tty: true}]}}
            new items follow               | {metadata: {finalizers: [a/a]}} | {metadata: {finalizers: [b/b]}}  | {metadata: {finalizers: [a/a, b/b]}}
            the configuration's order      | {metadata: {finalizers: [a/a, b/b, c/c, d/d]}} | {metadata: {finalizers: [d/d, b/b, x/x]}} | {metadata: {finalizers: [a/a, c/c, d/d, b/b, x/x]}}
            new items before a shared one  | {metadata: {finalizers: [a/a, d/d]}} | {metadata: {finalizers: [x/x, d/d]}} | {metadata: {finalizers: [a/a, x/x, d/d]}}
            """)
    void aConfigurationIsLaidOver(String what, String live, String config, String expected) {
        ObjectNode before = yaml(live);
        assertThat(Merge.of(before, yaml(config), POD))
                .as(what)
                .hasToString(yaml(expected).toString());
        assertThat(before).as("what is there").isEqualTo(yaml(live));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            a field                        | {spec: {nodeName: n, hostname: h}}  | {'f:spec': {'f:nodeName': {}}}     | {spec: {hostname: h}}
            and what it leaves empty       | {metadata: {name: p, labels: {a: x}}} | {'f:metadata': {'f:labels': {'f:a': {}}}} | {metadata: {name: p}}
            an item                        | {metadata: {finalizers: [a/b, c/d]}} | {'f:metadata': {'f:finalizers': {'v:"a/b"': {}}}} | {metadata: {finalizers: [c/d]}}
            a part of an item              | {spec: {containers: [{name: a, image: i}]}} | {'f:spec': {'f:containers': {'k:{"name":"a"}': {'f:image': {}}}}} | {spec: {containers: [{name: a}]}}
            """)
    void fieldsAreTakenAway(String what, String document, String removed, String expected) {
        assertThat(Removal.from(yaml(document), FieldSet.read(yaml(removed)), POD))
                .as(what)
                .isEqualTo(yaml(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {spec: {nonsense: 1}}                            | .spec.nonsense: field not declared in schema
            {spec: {ports: [{name: a}]}}                     | .spec.ports: element 0: associative list with keys has an element that omits key field "port" (and doesn't have default value)
            {spec: {ports: [{port: 1}, {port: 1, protocol: TCP}]}} | .spec.ports: duplicate entries for key [port=1,protocol="TCP"]
            {spec: {ports: [{port: 1, x: 1}]}}               | .spec.ports[port=1,protocol="TCP"].x: field not declared in schema
            {spec: 1}                                        | .spec: expected map, got 1
            """)
    void whatCannotBeAppliedIsNamed(String config, String expected) {
        assertThat(ConfigCheck.faults(yaml(config), SERVICE)).isEqualTo(expected);
    }

    private static List<String> shown(FieldSet fields) {
        return fields.paths().stream().map(PathElement::shown).toList();
    }

    private static ObjectNode yaml(String text) {
        return Yaml.readObject(text);
    }

    private static FieldSchema schema(String apiVersion, String plural) {
        return Objects.requireNonNull(KubernetesKinds.registry().served(apiVersion, plural))
                .storageVersion()
                .schema();
    }
}
