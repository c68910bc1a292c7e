package dev.gyre.gateway.admission;

import static dev.gyre.gateway.admission.ReviewingBackend.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.UserInfo;
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

/** Policies from end to end: the gateway's port, the pipeline, and expressions about what comes in. */
class AdmissionPoliciesTest {

    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private static final String BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static GatewayCalls calls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        calls = new GatewayCalls(fixture);
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
    void denyWhatDoesNotHold() {
        policy("owner", """
                'variables':[{'name':'data','expression':'has(object.data) ? object.data : {}'}],
                'validations':[
                 {'expression':'\\u0027owner\\u0027 in variables.data','message':'say whose it is'},
                 {'expression':'size(variables.data) <= 2','reason':'Forbidden',
                  'messageExpression':'\\u0027has \\u0027 + string(size(variables.data)) + \\u0027 entries\\u0027'}]""");
        bind("owner", "'validationActions':['Deny']");
        Answer denied = calls.call("POST", MAPS, "{'metadata':{'name':'nobodys'}}");
        assertThat(denied.code()).isEqualTo(422);
        assertThat(denied.text("/reason")).isEqualTo("Invalid");
        assertThat(denied.message())
                .isEqualTo("configmaps \"nobodys\" is forbidden: ValidatingAdmissionPolicy 'owner' with binding"
                        + " 'owner' denied request: say whose it is");
        Answer forbidden =
                calls.call("POST", MAPS, "{'metadata':{'name':'full'},'data':{'owner':'me','a':'1','b':'2'}}");
        assertThat(forbidden.code()).isEqualTo(403);
        assertThat(forbidden.message()).endsWith("denied request: has 3 entries");
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'mine'},'data':{'owner':'me'}}")
                        .code())
                .isEqualTo(201);
        assertThat(calls.call("PATCH", MAPS + "/mine", "{'data':{'owner':null}}")
                        .code())
                .isEqualTo(422);
        assertThat(calls.call("GET", MAPS + "/mine", null).text("/data/owner")).isEqualTo("me");
    }

    /** What carol may: make ConfigMaps, look at one Secret and at the version. */
    private static void allowCarol() {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/";
        calls.call("POST", rbac + "clusterroles", """
                {'metadata':{'name':'carol'},'rules':[
                 {'apiGroups':[''],'resources':['configmaps'],'verbs':['create']},
                 {'apiGroups':[''],'resources':['secrets/part'],'resourceNames':['one'],'verbs':['get']},
                 {'nonResourceURLs':['/version'],'verbs':['get']}]}""");
        calls.call("POST", rbac + "clusterrolebindings", """
                {'metadata':{'name':'carol'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'carol'},
                 'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'carol'},
                  {'kind':'ServiceAccount','namespace':'default','name':'robot'}]}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "authorizer.requestResource.check('create').allowed() | true",
                "authorizer.requestResource.check('delete').allowed() | false",
                "authorizer.requestResource.name('other').subresource('x').check('create').allowed() | false",
                "authorizer.group('').resource('configmaps').namespace('kube-system').check('create').allowed() | true",
                "authorizer.group('').resource('secrets').check('get').allowed() | false",
                "authorizer.group('').resource('secrets').subresource('part').name('one').check('get').allowed() | true",
                "authorizer.group('').resource('secrets').subresource('part').name('two').check('get').allowed() | false",
                "authorizer.path('/version').check('get').allowed() | true",
                "authorizer.path('/metrics').check('get').allowed() | false",
                "authorizer.serviceAccount('default', 'robot').group('').resource('configmaps').check('create').allowed() | true",
                "authorizer.serviceAccount('default', 'other').group('').resource('configmaps').check('create').allowed() | false",
                "authorizer.requestResource.check('create').reason().contains('carol') | true",
                "authorizer.requestResource.check('create').errored() | false",
                "authorizer.requestResource.check('create').error() == '' | true",
            })
    void mayAskWhatTheUserMayDo(String expression, boolean isTrue) {
        allowCarol();
        ObjectNode policy = policyOf("asks", "'validations':[{'message':'so it is'}]");
        ((ObjectNode) policy.at("/spec/validations/0")).put("expression", "!(" + expression.strip() + ")");
        calls.configure(POLICIES, policy);
        bind("asks", "'validationActions':['Deny']");
        UserInfo carol = UserInfo.of("carol", "system:authenticated");
        String answer = fixture.send(carol, "POST", MAPS, "{'metadata':{'generateName':'asked-'}}")
                .toString();
        assertThat(answer.contains("so it is")).as(answer).isEqualTo(isTrue);
    }

    @Test
    void anAuthorizerIsAskedForSomethingOrNothing() {
        allowCarol();
        ObjectNode policy = policyOf("asks", "'validations':[{}]");
        ((ObjectNode) policy.at("/spec/validations/0"))
                .put("expression", "authorizer.group('').resource('').check('get').allowed()");
        calls.configure(POLICIES, policy);
        bind("asks", "'validationActions':['Deny']");
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'asked'}}").message())
                .contains("resulted in error: resource must not be empty");
    }

    @Test
    void warnWhereThatIsEnough() {
        policy("polite", "'validations':[{'expression':'has(object.data)','message':'empty'}]");
        bind("polite", "'validationActions':['Warn','Audit']");
        Answer warned = calls.call("POST", MAPS, "{'metadata':{'name':'warned'}}");
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.warnings())
                .singleElement()
                .asString()
                .contains("Validation failed for ValidatingAdmissionPolicy 'polite' with binding 'polite': empty");
    }

    @Test
    void doNothingUnlessTheyAreBound() {
        policy("unbound", "'validations':[{'expression':'false'}]");
        bind("elsewhere", "'validationActions':['Deny']");
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'free'}}").code())
                .isEqualTo(201);
        calls.configure(BINDINGS, binding("narrow", "unbound", """
                'validationActions':['Deny'],'matchResources':{'objectSelector':{'matchLabels':{'strict':'yes'}},
                 'excludeResourceRules':[{'apiGroups':[''],'apiVersions':['*'],'operations':['*'],'resources':['configmaps'],
                  'resourceNames':['let-through']}]}"""));
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'unlabelled'}}")
                        .code())
                .isEqualTo(201);
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'strict','labels':{'strict':'yes'}}}")
                        .message())
                .endsWith("denied request: failed expression: false");
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'let-through','labels':{'strict':'yes'}}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void takeParametersFromObjects() {
        policy("limit", """
                'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},
                'matchConditions':[{'name':'others','expression':'!(request.name.startsWith(\\u0027limit\\u0027))'}],
                'validations':[{'expression':'size(object.data) <= int(params.data.most)',
                 'messageExpression':'\\u0027at most \\u0027 + params.data.most + \\u0027 in \\u0027 + namespaceObject.metadata.name'}]""");
        calls.configure(BINDINGS, binding("named", "limit", """
                'validationActions':['Deny'],'paramRef':{'name':'limit-none','parameterNotFoundAction':'Deny'}"""));
        String two = "{'metadata':{'name':'two'},'data':{'a':'1','b':'2'}}";
        assertThat(calls.call("POST", MAPS, two).message())
                .isEqualTo(
                        "configmaps \"two\" is forbidden: policy 'limit' with binding 'named' denied request: failed to"
                                + " configure binding: no params found for policy binding with `Deny` parameterNotFoundAction");
        calls.forget(BINDINGS);
        calls.call("POST", MAPS, "{'metadata':{'name':'limit-a','labels':{'limit':'yes'}},'data':{'most':'1'}}");
        calls.configure(BINDINGS, binding("named", "limit", """
                'validationActions':['Deny'],'paramRef':{'name':'limit-a','parameterNotFoundAction':'Deny'}"""));
        assertThat(calls.call("POST", MAPS, two).message()).endsWith("denied request: at most 1 in default");
        calls.forget(BINDINGS);
        calls.configure(BINDINGS, binding("selected", "limit", """
                'validationActions':['Deny'],'paramRef':{'selector':{'matchLabels':{'limit':'yes'}},
                 'parameterNotFoundAction':'Allow'}"""));
        assertThat(calls.call("POST", MAPS, two).message()).endsWith("denied request: at most 1 in default");
        calls.call("DELETE", MAPS + "/limit-a", null);
        assertThat(calls.call("POST", MAPS, two).code()).isEqualTo(201);
    }

    @Test
    void refuseWhatTheyCannotTellUnlessToldOtherwise() {
        policy("stumbling", "'validations':[{'expression':'object.data.missing == \\u0027x\\u0027'}]");
        bind("stumbling", "'validationActions':['Deny']");
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'untold'},'data':{'a':'b'}}")
                        .message())
                .contains("expression 'object.data.missing == 'x'' resulted in error: ")
                .contains("missing");
        ObjectNode stored = calls.call("GET", POLICIES + "/stumbling", null).body();
        stored.withObjectProperty("spec").put("failurePolicy", "Ignore");
        assertThat(calls.call("PUT", POLICIES + "/stumbling", stored.toString().replace("'", "\\u0027"))
                        .code())
                .isEqualTo(200);
        assertThat(calls.call("POST", MAPS, "{'metadata':{'name':'untold'},'data':{'a':'b'}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void areCheckedBeforeTheyAreStored() {
        Answer policy = calls.call("POST", POLICIES, """
                {'metadata':{'name':'wrong'},'spec':{'failurePolicy':'Maybe','matchConstraints':{},
                 'variables':[{'name':'1st','expression':'1'}],
                 'validations':[{'expression':'1'},{'expression':'nobody.knows'},{'expression':'true','reason':'Why'}]}}""");
        assertThat(policy.code()).isEqualTo(422);
        assertThat(policy.message())
                .contains("spec.failurePolicy: Unsupported value: \"Maybe\"")
                .contains("spec.matchConstraints.resourceRules: Required value")
                .contains("spec.variables[0].name: Invalid value")
                .contains("spec.validations[0].expression: Invalid value: \"1\": must evaluate to a bool")
                .contains("spec.validations[1].expression: Invalid value")
                .contains("spec.validations[2].reason: Unsupported value: \"Why\"");
        Answer binding = calls.call("POST", BINDINGS, """
                {'metadata':{'name':'wrong'},'spec':{'validationActions':['Deny','Warn','Shout'],'paramRef':{}}}""");
        assertThat(binding.message())
                .contains("spec.policyName: Required value")
                .contains("spec.paramRef: Required value: one of name or selector must be specified")
                .contains("spec.validationActions[2]: Unsupported value: \"Shout\"")
                .contains("must not contain both Deny and Warn");
    }

    private static void policy(String name, String spec) {
        calls.configure(POLICIES, policyOf(name, spec));
    }

    private static ObjectNode policyOf(String name, String spec) {
        ObjectNode policy = read("{'metadata':{'name':'" + name + "'},'spec':{" + spec + "}}");
        policy.withObjectProperty("spec").set("matchConstraints", read("""
                {'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],'operations':['CREATE','UPDATE'],
                 'resources':['configmaps']}]}"""));
        return policy;
    }

    private static void bind(String policy, String spec) {
        calls.configure(BINDINGS, binding(policy, policy, spec));
    }

    private static ObjectNode binding(String name, String policy, String spec) {
        ObjectNode binding = Json.object();
        binding.putObject("metadata").put("name", name);
        binding.set("spec", read("{'policyName':'" + policy + "'," + spec + "}"));
        return binding;
    }
}
