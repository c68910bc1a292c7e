package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds that users define, from the definition to its objects, by requests alone. */
class CustomResourcesTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String TABS = "/apis/stable.example.com/v1/namespaces/default/crontabs";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String CRON_TABS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: crontabs.stable.example.com}
            spec:
              group: stable.example.com
              scope: Namespaced
              names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [all]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}
                selectableFields: [{jsonPath: .spec.color}]
                additionalPrinterColumns:
                - {name: Spec, type: string, jsonPath: .spec.cronSpec, description: When it runs}
                - {name: Replicas, type: integer, jsonPath: .spec.replicas, priority: 1}
                - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [cronSpec]
                        x-kubernetes-validations:
                        - {rule: 'self.replicas <= self.max', message: replicas must not pass max, fieldPath: .replicas}
                        - {rule: 'self.color == oldSelf.color', messageExpression: '"color is " + oldSelf.color + " for good"'}
                        properties:
                          cronSpec: {type: string, pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'}
                          image: {type: string, maxLength: 20}
                          replicas: {type: integer, minimum: 1, maximum: 10, default: 1}
                          max: {type: integer, default: 10}
                          color: {type: string, enum: [red, green], default: red}
                          port: {x-kubernetes-int-or-string: true}
                          note: {type: string, nullable: true}
                          when: {type: string, format: date-time}
                          extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                          ports:
                            type: array
                            maxItems: 2
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [name]
                            items:
                              type: object
                              required: [name]
                              properties: {name: {type: string}, number: {type: integer}}
                      status:
                        type: object
                        properties:
                          replicas: {type: integer}
                          selector: {type: string}
                          conditions:
                            type: array
                            items:
                              type: object
                              properties: {type: {type: string}, status: {type: string}}
            """;

    private final TestApi api = new TestApi();

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer define() {
        Answer answer = api.call("POST " + DEFINITIONS, yaml(CRON_TABS));
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
        return answer;
    }

    private Answer make(String name, String spec) {
        return api.call(
                "POST " + TABS,
                yaml("{apiVersion: stable.example.com/v1, kind: CronTab, metadata: {name: %s}, spec: %s}"
                        .formatted(name, spec)));
    }

    private Answer patch(String path, String type, String patch) {
        return api.call("PATCH " + path, patch.getBytes(StandardCharsets.UTF_8), Map.of("content-type", type));
    }

    @Test
    void aDefinitionIsEstablishedAtOnceAndItsKindServed() {
        assertThat(api.call("GET " + TABS).code()).isEqualTo(404);
        Answer defined = define();
        assertThat(defined.text("/status/conditions/0/type")).isEqualTo("NamesAccepted");
        assertThat(defined.text("/status/conditions/1/type")).isEqualTo("Established");
        assertThat(defined.text("/status/conditions/1/status")).isEqualTo("True");
        assertThat(defined.text("/status/acceptedNames/listKind")).isEqualTo("CronTabList");
        assertThat(defined.text("/status/storedVersions/0")).isEqualTo("v1");

        Answer made = make("nightly", "{cronSpec: '* * * * */5', image: img}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.body().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(made.text("/spec/color")).isEqualTo("red");
        assertThat(made.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(made.text("/metadata/managedFields/0/fieldsType")).isEqualTo("FieldsV1");
        Answer list = api.call("GET " + TABS);
        assertThat(list.text("/kind")).isEqualTo("CronTabList");
        assertThat(list.text("/items/0/metadata/name")).isEqualTo("nightly");
        assertThat(api.call("GET /apis/stable.example.com/v1/crontabs").body().path("items"))
                .hasSize(1);
    }

    @Test
    void objectsAreWatchedPatchedAndDeletedLikeAnyOthers() {
        define();
        TestApi.Watcher watcher = api.watch("GET " + TABS + "?watch=1");
        make("nightly", "{cronSpec: '* * * * */5'}");
        Answer merged = patch(TABS + "/nightly", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}");
        assertThat(merged.body().at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(merged.body().at("/metadata/generation").asInt()).isEqualTo(2);
        Answer replaced = patch(
                TABS + "/nightly",
                "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}]");
        assertThat(replaced.body().at("/spec/replicas").asInt()).isEqualTo(4);
        Answer strategic =
                patch(TABS + "/nightly", "application/strategic-merge-patch+json", "{\"spec\":{\"replicas\":5}}");
        assertThat(strategic.code()).isEqualTo(415);
        assertThat(api.call("DELETE " + TABS + "/nightly").code()).isEqualTo(200);
        assertThat(watcher.take())
                .containsExactly("ADDED nightly", "MODIFIED nightly", "MODIFIED nightly", "DELETED nightly");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                | CronTab.stable.example.com "x" is invalid: [spec.cronSpec: Required value, <nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]
            {cronSpec: '* * * *'}                             | spec.cronSpec: Invalid value: "* * * *": spec.cronSpec in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'
            {cronSpec: '* * * * *', replicas: 15}             | spec.replicas: Invalid value: 15: spec.replicas in body should be less than or equal to 10
            {cronSpec: '* * * * *', replicas: 0}              | spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1
            {cronSpec: '* * * * *', replicas: two}            | spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"
            {cronSpec: '* * * * *', color: blue}              | spec.color: Unsupported value: "blue": supported values: "green", "red"
            {cronSpec: '* * * * *', image: a-name-that-is-too-long} | spec.image: Too long: may not be more than 20 bytes
            {cronSpec: '* * * * *', port: true}               | spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"
            {cronSpec: '* * * * *', when: tomorrow}           | spec.when: Invalid value: "tomorrow": spec.when in body must be of type date-time: "tomorrow"
            {cronSpec: '* * * * *', ports: [{name: a}, {name: b}, {name: c}]} | spec.ports: Too many: 3: must have at most 2 items
            {cronSpec: '* * * * *', ports: [{name: a}, {name: a}]} | spec.ports[1]: Duplicate value: {"name":"a"}
            {cronSpec: '* * * * *', replicas: 5, max: 4}      | CronTab.stable.example.com "x" is invalid: spec.replicas: Invalid value: "object": replicas must not pass max
            """)
    void whatIsNotValidIsRefusedInTheWordsOfKubernetes(String spec, String message) {
        define();
        Answer refused = make("x", spec);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void whatTheSchemaDoesNotKnowIsDroppedWarnedOfOrRefused() {
        define();
        Answer made = make("x", "{cronSpec: '* * * * *', surplus: 1, note: null, extra: {any: {thing: 1}}}");
        assertThat(made.body().at("/spec").has("surplus")).isFalse();
        assertThat(made.body().at("/spec").has("note")).isTrue();
        assertThat(made.body().at("/spec/extra/any/thing").asInt()).isEqualTo(1);
        String body = "{'metadata':{'name':'y'},'spec':{'cronSpec':'* * * * *','surplus':1}}";
        assertThat(api.call("POST " + TABS + "?fieldValidation=Warn", body)
                        .headers()
                        .get("warning"))
                .contains("unknown field \\\"spec.surplus\\\"");
        Answer strict = api.call("POST " + TABS + "?fieldValidation=Strict", body.replace("'y'", "'z'"));
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message()).contains("strict decoding error: unknown field \"spec.surplus\"");
    }

    @Test
    void transitionRulesAndRatchetingLookAtWhatWasThere() {
        define();
        make("x", "{cronSpec: '* * * * *'}");
        Answer refused = patch(TABS + "/x", "application/merge-patch+json", "{\"spec\":{\"color\":\"green\"}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("spec: Invalid value: \"object\": color is red for good");

        ObjectNode stricter =
                api.call("GET " + DEFINITIONS + "/crontabs.stable.example.com").body();
        ((ObjectNode) stricter.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/cronSpec"))
                .put("minLength", 20);
        Answer updated = api.call("PUT " + DEFINITIONS + "/crontabs.stable.example.com", stricter);
        assertThat(updated.code()).as(updated.message()).isEqualTo(200);
        assertThat(patch(TABS + "/x", "application/merge-patch+json", "{\"spec\":{\"replicas\":2}}")
                        .code())
                .isEqualTo(200);
        assertThat(make("other", "{cronSpec: '* * * * *'}").message())
                .contains("spec.cronSpec in body should be at least 20 chars long");
    }

    @Test
    void statusAndScaleArePartsOfTheirOwn() {
        define();
        make("x", "{cronSpec: '* * * * *'}");
        patch(
                TABS + "/x/status",
                "application/merge-patch+json",
                "{\"status\":{\"replicas\":2,\"selector\":\"app=x\"},\"spec\":{\"replicas\":9}}");
        Answer scale = api.call("GET " + TABS + "/x/scale");
        assertThat(scale.text("/kind")).isEqualTo("Scale");
        assertThat(scale.body().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(scale.body().at("/status/replicas").asInt()).isEqualTo(2);
        assertThat(scale.text("/status/selector")).isEqualTo("app=x");
        patch(TABS + "/x/scale", "application/merge-patch+json", "{\"spec\":{\"replicas\":7}}");
        Answer scaled = api.call("GET " + TABS + "/x");
        assertThat(scaled.body().at("/spec/replicas").asInt()).isEqualTo(7);
        assertThat(scaled.body().at("/status/replicas").asInt()).isEqualTo(2);
        assertThat(scaled.body().at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void columnsComeFromTheDefinition() {
        define();
        make("x", "{cronSpec: '* * * * *'}");
        patch(
                TABS + "/x/status",
                "application/merge-patch+json",
                "{\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"False\"},{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        Answer table =
                api.call("GET " + TABS, new byte[0], Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
        List<String> names = table.body()
                .path("columnDefinitions")
                .valueStream()
                .map(column -> column.path("name").asString())
                .toList();
        assertThat(names).containsExactly("Name", "Spec", "Replicas", "Ready", "Age");
        assertThat(table.body().at("/rows/0/cells").toString()).isEqualTo("[\"x\",\"* * * * *\",1,\"True\",\"0s\"]");
    }

    @Test
    void objectsAreSelectedByTheFieldsOfTheDefinition() {
        define();
        make("x", "{cronSpec: '* * * * *'}");
        make("other", "{cronSpec: '* * * * *', color: green}");
        Answer green = api.call("GET " + TABS + "?fieldSelector=spec.color%3Dgreen");
        assertThat(green.body().path("items")).hasSize(1);
        assertThat(green.text("/items/0/metadata/name")).isEqualTo("other");
        assertThat(api.call("GET " + TABS + "?fieldSelector=spec.image%3Da").message())
                .isEqualTo("field label not supported: spec.image");
    }

    @Test
    void appliersOwnItemsByTheKeysOfTheSchema() {
        define();
        String config = """
                apiVersion: stable.example.com/v1
                kind: CronTab
                metadata: {name: x}
                spec: {cronSpec: '* * * * *', ports: [{name: %s, number: %d}]}
                """;
        assertThat(apply("a", config.formatted("http", 80)).code()).isEqualTo(201);
        Answer both = apply("b", config.formatted("tls", 443));
        assertThat(both.code()).as(both.message()).isEqualTo(200);
        assertThat(both.body().at("/spec/ports")).hasSize(2);
        Answer conflict = apply("b", config.formatted("http", 81));
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.message()).contains("conflict with \"a\"").contains(".spec.ports[name=\"http\"].number");
        Answer unknown = apply("b", config.formatted("tls", 443).replace("cronSpec:", "typo: 1, cronSpec:"));
        assertThat(unknown.message()).contains(".spec.typo: field not declared in schema");
    }

    private Answer apply(String manager, String config) {
        return api.call(
                "PATCH " + TABS + "/x?fieldManager=" + manager,
                config.getBytes(StandardCharsets.UTF_8),
                Map.of("content-type", APPLY));
    }

    @Test
    void defaultsOfLaterAreThereWhenOlderObjectsAreRead() {
        define();
        make("x", "{cronSpec: '* * * * *'}");
        ObjectNode definition =
                api.call("GET " + DEFINITIONS + "/crontabs.stable.example.com").body();
        ((ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties"))
                .set("late", yaml("{type: string, default: filled}"));
        api.call("PUT " + DEFINITIONS + "/crontabs.stable.example.com", definition);
        assertThat(api.call("GET " + TABS + "/x").text("/spec/late")).isEqualTo("filled");
        assertThat(api.call("GET " + TABS).text("/items/0/spec/late")).isEqualTo("filled");
    }

    @Test
    void versionsAreServedSideBySide() {
        ObjectNode definition = yaml(CRON_TABS);
        ObjectNode beta = (ObjectNode) definition.at("/spec/versions/0").deepCopy();
        beta.put("name", "v1beta1").put("storage", false);
        definition.withArray("/spec/versions").add(beta);
        assertThat(api.call("POST " + DEFINITIONS, definition).code()).isEqualTo(201);
        String path = "/apis/stable.example.com/v1beta1/namespaces/default/crontabs";
        Answer made = api.call(
                "POST " + path,
                yaml(
                        "{apiVersion: stable.example.com/v1beta1, kind: CronTab, metadata: {name: x}, spec: {cronSpec: '* * * * *'}}"));
        assertThat(made.text("/apiVersion")).isEqualTo("stable.example.com/v1beta1");
        assertThat(api.call("GET " + TABS + "/x").text("/apiVersion")).isEqualTo("stable.example.com/v1");
        assertThat(api.call("GET " + path + "/x").text("/apiVersion")).isEqualTo("stable.example.com/v1beta1");
    }

    @Test
    void whatIsStoredInAVersionThatIsNotServedIsReadInOthers() {
        ObjectNode definition = yaml(CRON_TABS);
        ObjectNode beta = (ObjectNode) definition.at("/spec/versions/0").deepCopy();
        beta.put("name", "v1beta1").put("storage", false);
        definition.withArray("/spec/versions").add(beta);
        api.call("POST " + DEFINITIONS, definition);
        make("before", "{cronSpec: '* * * * *'}");
        TestApi.Watcher ended = api.watch("GET " + TABS + "?watch=1");
        String path = DEFINITIONS + "/crontabs.stable.example.com";
        ObjectNode retired = api.call("GET " + path).body();
        ((ObjectNode) retired.at("/spec/versions/0")).put("served", false);
        assertThat(api.call("PUT " + path, retired).code()).isEqualTo(200);

        assertThat(ended.isEnded).isTrue();
        assertThat(api.call("GET " + TABS).code()).isEqualTo(404);
        assertThat(make("after", "{cronSpec: '* * * * *'}").code()).isEqualTo(404);
        String betas = TABS.replace("/v1/", "/v1beta1/");
        assertThat(api.call("GET " + betas + "/before").text("/apiVersion")).isEqualTo("stable.example.com/v1beta1");
        Answer patched = patch(betas + "/before", "application/merge-patch+json", "{\"spec\":{\"image\":\"x\"}}");
        assertThat(patched.code()).as(patched.message()).isEqualTo(200);
        assertThat(patched.text("/metadata/managedFields/0/apiVersion")).isEqualTo("stable.example.com/v1");
        TestApi component = api.beside().as(UserInfo.of("system:kube-controller-manager", "gyre:components"));
        assertThat(component.call("DELETE " + TABS + "/before").code())
                .as("Gyre's own parts speak of objects as they are stored")
                .isEqualTo(200);
        assertThat(api.call("GET " + betas + "/before").code()).isEqualTo(404);
    }

    @Test
    void aWatchEndsWithTheVersionThatItIsOf() {
        ObjectNode definition = yaml(CRON_TABS);
        ObjectNode beta = (ObjectNode) definition.at("/spec/versions/0").deepCopy();
        beta.put("name", "v1beta1").put("storage", false);
        definition.withArray("/spec/versions").add(beta);
        api.call("POST " + DEFINITIONS, definition);
        TestApi other = api.beside();
        TestApi.Watcher old = api.watch("GET /apis/stable.example.com/v1beta1/crontabs?watch=1");
        TestApi.Watcher elsewhere = other.watch("GET /apis/stable.example.com/v1beta1/crontabs?watch=1");
        TestApi.Watcher current = api.watch("GET " + TABS + "?watch=1");
        beta.put("served", false);
        definition.withArray("/spec/versions").remove(1);
        definition.withArray("/spec/versions").add(beta);
        String path = DEFINITIONS + "/crontabs.stable.example.com";
        ((ObjectNode) definition.get("metadata"))
                .put("resourceVersion", api.call("GET " + path).revision());
        assertThat(api.call("PUT " + path, definition).code()).isEqualTo(200);
        assertThat(old.isEnded).isTrue();
        assertThat(elsewhere.isEnded).as("at another gateway").isTrue();
        assertThat(current.isEnded).isFalse();
        assertThat(api.call("GET /apis/stable.example.com/v1beta1/crontabs").code())
                .isEqualTo(404);

        make("x", "{cronSpec: '* * * * *'}");
        api.call("DELETE " + path);
        api.call("DELETE " + TABS + "/x");
        assertThat(current.isEnded).isFalse();
        ObjectNode released = api.call("GET " + path).body();
        ((ObjectNode) released.path("metadata")).remove("finalizers");
        api.call("PUT " + path, released);
        assertThat(current.isEnded).isTrue();
        assertThat(current.take()).containsExactly("ADDED x", "DELETED x");
    }

    @Test
    void whatIsDefinedAtOneGatewayIsServedByAnother() {
        TestApi other = api.beside();
        assertThat(other.call("GET " + TABS).code()).isEqualTo(404);
        define();
        Answer made = other.call(
                "POST " + TABS,
                yaml(
                        "{apiVersion: stable.example.com/v1, kind: CronTab, metadata: {name: x}, spec: {cronSpec: '* * * * *'}}"));
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(api.call("GET " + TABS + "/x").code()).isEqualTo(200);
        assertThat(other.call("DELETE " + TABS + "/x").code()).isEqualTo(200);
        assertThat(api.call("GET " + TABS + "/x").code()).isEqualTo(404);
    }

    @Test
    void aSecondKindOfTheSameNamesWaits() {
        define();
        ObjectNode other = yaml(CRON_TABS);
        ((ObjectNode) other.path("metadata")).put("name", "tabs.stable.example.com");
        ((ObjectNode) other.at("/spec/names")).put("plural", "tabs").put("singular", "tab");
        Answer answer = api.call("POST " + DEFINITIONS, other);
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.text("/status/conditions/0/reason")).isEqualTo("NamesConflict");
        assertThat(answer.text("/status/conditions/0/message")).contains("\"CronTab\" is already in use");
        assertThat(answer.text("/status/conditions/1/status")).isEqualTo("False");
        assertThat(api.call("GET /apis/stable.example.com/v1/tabs").code()).isEqualTo(404);
    }

    @Test
    void aDefinitionGoesAfterItsObjectsAndTakesNoNewOnes() {
        define();
        make("x", "{cronSpec: '* * * * *'}");
        String path = DEFINITIONS + "/crontabs.stable.example.com";
        Answer deleted = api.call("DELETE " + path);
        assertThat(deleted.text("/metadata/finalizers/0")).isEqualTo("customresourcecleanup.apiextensions.k8s.io");
        assertThat(make("other", "{cronSpec: '* * * * *'}").code()).isEqualTo(405);
        assertThat(api.call("DELETE " + TABS + "/x").code()).isEqualTo(200);
        ObjectNode released = api.call("GET " + path).body();
        ((ObjectNode) released.path("metadata")).remove("finalizers");
        assertThat(api.call("PUT " + path, released).code()).isEqualTo(200);
        assertThat(api.call("GET " + path).code()).isEqualTo(404);
        assertThat(api.call("GET " + TABS).code()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /metadata/name                 | "other.stable.example.com" | metadata.name: Invalid value: "other.stable.example.com": must be spec.names.plural+"."+spec.group
            /spec/scope                    | "Galaxy"   | spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"
            /spec/versions/0/storage       | false      | must have exactly one version marked as storage version
            /spec/names/kind               | "Cron Tab" | spec.names.kind: Invalid value: "Cron Tab": may have mixed case, but should otherwise match
            /spec/versions/0/schema/openAPIV3Schema/type | "array" | spec.versions[0].schema.openAPIV3Schema.type: Invalid value: "array": must be object at the root
            /spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/image | {} | spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[image].type: Required value: must not be empty for specified object fields
            /spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/replicas/default | 11 | properties[replicas].default: Invalid value: 11
            /spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/cronSpec/pattern | "(" | properties[cronSpec].pattern: Invalid value: "(": must be a valid regular expression
            /spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-validations/0/rule | "self.replica > 1" | x-kubernetes-validations[0].rule: Invalid value: "self.replica > 1": compilation failed: ERROR: <input>:1:5: undefined field 'replica'
            /spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-validations/0/rule | "self.replicas" | must evaluate to a bool
            /spec/versions/0/subresources/scale/specReplicasPath | ".replicas" | should be a json path under .spec
            /spec/versions/0/additionalPrinterColumns/0/type | "text" | additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string
            """)
    void aDefinitionThatCannotBeServedIsRefused(String pointer, String value, String message) {
        ObjectNode definition = yaml(CRON_TABS);
        int slash = pointer.lastIndexOf('/');
        JsonNode changed = Json.MAPPER.readTree(value);
        ((ObjectNode) definition.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), changed);
        Answer refused = api.call("POST " + DEFINITIONS, definition);
        assertThat(refused.code()).as(refused.message()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }
}
