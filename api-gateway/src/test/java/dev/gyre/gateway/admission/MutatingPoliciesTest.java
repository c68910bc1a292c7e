package dev.gyre.gateway.admission;

import static dev.gyre.gateway.admission.ReviewingBackend.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayCalls;
import dev.gyre.gateway.testing.GatewayCalls.Answer;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.schemas.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Policies that change what is written, from end to end. */
class MutatingPoliciesTest {

    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies";
    private static final String BINDINGS = "/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static GatewayCalls calls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        calls = new GatewayCalls(fixture);
        calls.call("POST", "/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}");
    }

    @AfterAll
    static void stop() throws Exception {
        calls.close();
        fixture.close();
    }

    @AfterEach
    void forget() {
        calls.forget(BINDINGS, POLICIES);
    }

    @Test
    void aConfigurationIsLaidOverTheObject() {
        policy("sidecar", "Never", configuration("""
                Object{
                  metadata: Object.metadata{labels: {"mesh": "on"}},
                  spec: Object.spec{
                    containers: [
                      Object.spec.containers{name: "app", env: [
                        Object.spec.containers.env{name: "MESH", value: string(size(object.spec.containers))}]},
                      Object.spec.containers{name: "proxy", image: "mesh/proxy:1"}],
                    ?priorityClassName: optional.none()}}"""));
        bind("sidecar");
        Answer made = calls.call("POST", PODS, """
                {'metadata':{'name':'web','labels':{'app':'web'}},
                 'spec':{'containers':[{'name':'app','image':'web:1','env':[{'name':'A','value':'b'}]}]}}""");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.body().at("/metadata/labels").toString()).isEqualTo("{\"app\":\"web\",\"mesh\":\"on\"}");
        assertThat(made.text("/spec/containers/0/image")).isEqualTo("web:1");
        assertThat(made.body().at("/spec/containers/0/env").toString())
                .isEqualTo("[{\"name\":\"A\",\"value\":\"b\"},{\"name\":\"MESH\",\"value\":\"1\"}]");
        assertThat(made.text("/spec/containers/1/image")).isEqualTo("mesh/proxy:1");
        assertThat(made.text("/spec/containers/1/imagePullPolicy"))
                .as("what a policy adds has defaults too")
                .isEqualTo("IfNotPresent");
        calls.call("DELETE", PODS + "/web?gracePeriodSeconds=0", null);
    }

    @Test
    void patchesAreEvaluatedOneAfterAnother() {
        policy("patches", "Never", """
                'variables':[{'name':'key','expression':'\\u0027example.com/~\\u0027 + request.operation'}],
                'mutations':[
                 {'patchType':'JSONPatch','jsonPatch':{'expression':
                  'has(object.metadata.labels) ? [] : [JSONPatch{op: \\u0027add\\u0027, path: \\u0027/metadata/labels\\u0027, value: {}}]'}},
                 {'patchType':'JSONPatch','jsonPatch':{'expression':
                  '[JSONPatch{op: \\u0027add\\u0027, path: \\u0027/metadata/labels/n\\u0027, value: string(size(object.metadata.labels))},
                    JSONPatch{op: \\u0027add\\u0027, path: \\u0027/data/\\u0027 + jsonpatch.escapeKey(\\u0027a/b\\u0027), value: \\u0027c\\u0027},
                    JSONPatch{op: \\u0027move\\u0027, from: \\u0027/data/\\u0027 + jsonpatch.escapeKey(\\u0027a/b\\u0027), path: \\u0027/data/moved\\u0027},
                    JSONPatch{op: \\u0027add\\u0027, path: \\u0027/metadata/annotations\\u0027,
                              value: Object.metadata.annotations{key: variables.key}}]'}}]""");
        bind("patches");
        Answer made = calls.call("POST", MAPS, "{'metadata':{'name':'patched'},'data':{'x':'y'}}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.body().path("data").toString()).isEqualTo("{\"x\":\"y\",\"moved\":\"c\"}");
        assertThat(made.text("/metadata/labels/n")).isEqualTo("0");
        assertThat(made.text("/metadata/annotations/key")).isEqualTo("example.com/~CREATE");
        assertThat(calls.call("DELETE", MAPS + "/patched", null).code())
                .as("what is deleted is not changed")
                .isEqualTo(200);
    }

    @Test
    void parametersAndConditionsSayWhereAndWhat() {
        calls.call("POST", MAPS, "{'metadata':{'name':'settings'},'data':{'team':'blue'}}");
        ObjectNode policy = policyOf("team", "Never", configuration("""
                Object{metadata: Object.metadata{labels: {"team": params.data.team}}}"""));
        policy.withObjectProperty("spec").set("paramKind", read("{'apiVersion':'v1','kind':'ConfigMap'}"));
        policy.withObjectProperty("spec").putArray("matchConditions").add(read("""
                {'name':'own','expression':'object.metadata.name.startsWith(\\u0027own\\u0027)'}"""));
        calls.configure(POLICIES, policy);
        calls.configure(BINDINGS, binding("team", "'paramRef':{'name':'settings','parameterNotFoundAction':'Deny'}"));
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'own-1'}}").text("/metadata/labels/team"))
                .isEqualTo("blue");
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'other'}}")
                        .body()
                        .at("/metadata/labels")
                        .isMissingNode())
                .isTrue();
        calls.call("DELETE", MAPS + "/settings", null);
        Answer denied = calls.call("POST", MAPS, "{'metadata':{'name':'own-2'}}");
        assertThat(denied.code()).isEqualTo(422);
        assertThat(denied.message())
                .isEqualTo(
                        "configmaps \"own-2\" is forbidden: policy 'team' with binding 'team' denied request: failed to"
                                + " configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
    }

    @Test
    void whoWishesSoHasAnotherTurnAfterOthers() {
        policy("a-counts", "IfNeeded", configuration("""
                Object{data: {"entries": string(size(object.data))}}"""));
        policy("b-adds", "Never", configuration("""
                Object{data: {"added": "by b"}}"""));
        policy("c-counts-once", "Never", configuration("""
                Object{data: {"before": string(size(object.data))}}"""));
        bind("a-counts");
        bind("b-adds");
        bind("c-counts-once");
        Answer made = calls.call("POST", MAPS, "{'metadata':{'name':'counted'},'data':{'x':'y'}}");
        assertThat(made.body().path("data").toString())
                .isEqualTo("{\"x\":\"y\",\"entries\":\"4\",\"added\":\"by b\",\"before\":\"3\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Object{data: object.nothing} | no such key: nothing",
                "Object{data: {'n': 1}} | Invalid value",
                "Object{metadata: Object.spec{labels: {'a': 'b'}}} | type mismatch: unexpected type name \"Object.spec\","
                        + " expected \"Object.metadata\", which matches field name path from root Object type",
                "Object{spec: Object.spec{replicas: 1}} | .spec: field not declared in schema",
                "Object{metadata: Object.metadata{ownerReferences: [{'name': 'x'}]}} | omits key field \"uid\"",
            })
    void whatCannotBeDoneIsRefused(String expression, String why) {
        ObjectNode policy = policyOf("wrong", "Never", configuration(expression.replace("'", "\"")));
        calls.configure(POLICIES, policy);
        bind("wrong");
        Answer refused = calls.call("POST", MAPS, "{'metadata':{'name':'refused'}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith(
                        "configmaps \"refused\" is forbidden: policy 'wrong' with binding 'wrong' denied request: ");
        if (!why.equals("Invalid value")) {
            assertThat(refused.message()).contains(why);
        }
        assertThat(calls.call("GET", MAPS + "/refused", null).code()).isEqualTo(404);

        ObjectNode stored = calls.call("GET", POLICIES + "/wrong", null).body();
        stored.withObjectProperty("spec").put("failurePolicy", "Ignore");
        assertThat(calls.call("PUT", POLICIES + "/wrong", stored.toString().replace("'", "\\u0027"))
                        .code())
                .isEqualTo(200);
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'refused'}}").code())
                .isEqualTo(201);
        calls.call("DELETE", MAPS + "/refused", null);
    }

    @Test
    void whatIsOneValueAsAWholeCannotBeMergedInto() {
        ObjectNode policy = policyOf("selects", "Never", configuration("""
                Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {"a": "b"}}}}"""));
        ((ObjectNode) policy.at("/spec/matchConstraints/resourceRules/0"))
                .setAll(read("{'apiGroups':['apps'],'resources':['deployments']}"));
        calls.configure(POLICIES, policy);
        bind("selects");
        Answer refused = calls.call("POST", "/apis/apps/v1/namespaces/default/deployments", """
                {'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{
                 'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}""");
        assertThat(refused.message())
                .endsWith("error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or"
                        + " structs: .spec.selector");
    }

    @Test
    void areCheckedBeforeTheyAreStored() {
        Answer policy = calls.call("POST", POLICIES.replace("/v1/", "/v1beta1/"), """
                {'metadata':{'name':'wrong'},'spec':{'matchConstraints':{},'mutations':[
                 {'patchType':'Replace'},
                 {'patchType':'ApplyConfiguration','jsonPatch':{'expression':'[]'}},
                 {'patchType':'ApplyConfiguration','applyConfiguration':{'expression':'[1]'}},
                 {'patchType':'JSONPatch','jsonPatch':{'expression':'Object{}'}},
                 {'patchType':'JSONPatch','jsonPatch':{'expression':'[JSONPatch{what: 1}]'}}]}}""");
        assertThat(policy.code()).isEqualTo(422);
        assertThat(policy.message())
                .contains("spec.reinvocationPolicy: Required value")
                .contains("spec.matchConstraints.resourceRules: Required value")
                .contains("spec.mutations[0].patchType: Unsupported value: \"Replace\"")
                .contains("spec.mutations[1].applyConfiguration: Required value")
                .contains("spec.mutations[1].jsonPatch: Invalid value")
                .contains(
                        "spec.mutations[2].applyConfiguration.expression: Invalid value: \"[1]\": must evaluate to Object")
                .contains(
                        "spec.mutations[3].jsonPatch.expression: Invalid value: \"Object{}\": must evaluate to list(JSONPatch)")
                .contains("undefined field 'what'");
        Answer binding = calls.call("POST", BINDINGS, "{'metadata':{'name':'wrong'},'spec':{'paramRef':{}}}");
        assertThat(binding.message())
                .contains("spec.policyName: Required value")
                .contains("spec.paramRef.parameterNotFoundAction: Required value")
                .doesNotContain("validationActions");
    }

    private static String configuration(String expression) {
        return "'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                + Json.MAPPER.writeValueAsString(expression) + "}}]";
    }

    private static void policy(String name, String reinvocation, String spec) {
        calls.configure(POLICIES, policyOf(name, reinvocation, spec));
    }

    private static ObjectNode policyOf(String name, String reinvocation, String spec) {
        ObjectNode policy = read("{'metadata':{'name':'" + name + "'},'spec':{" + spec.replace('\n', ' ') + "}}");
        policy.withObjectProperty("spec").put("reinvocationPolicy", reinvocation);
        policy.withObjectProperty("spec").set("matchConstraints", read("""
                {'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],'operations':['CREATE','UPDATE','DELETE'],
                 'resources':['configmaps','pods']}]}"""));
        return policy;
    }

    private static void bind(String policy) {
        calls.configure(BINDINGS, binding(policy, "'matchResources':{}"));
    }

    private static ObjectNode binding(String policy, String spec) {
        ObjectNode binding = Json.object();
        binding.putObject("metadata").put("name", policy);
        binding.set("spec", read("{'policyName':'" + policy + "'," + spec + "}"));
        return binding;
    }
}
