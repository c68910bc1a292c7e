package dev.gyre.gateway.admission;

import static dev.gyre.gateway.admission.ReviewingBackend.configuration;
import static dev.gyre.gateway.admission.ReviewingBackend.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayCalls;
import dev.gyre.gateway.testing.GatewayCalls.Answer;
import dev.gyre.gateway.testing.GatewayFixture;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks from end to end: the gateway's port, the pipeline, and a real server on this machine that is asked. */
class WebhooksTest {

    private static final String MUTATING = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final String VALIDATING = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String ON_MAPS =
            "{'apiGroups':[''],'apiVersions':['v1'],'operations':['*'],'resources':['configmaps']}";
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static ReviewingBackend hook;
    static GatewayCalls calls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        hook = new ReviewingBackend(fixture.vertx, directory);
        calls = new GatewayCalls(fixture);
        assertThat(call("POST", "/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}")
                        .code())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() throws Exception {
        calls.close();
        hook.close();
        fixture.close();
    }

    @AfterEach
    void forget() {
        calls.forget(MUTATING, VALIDATING);
    }

    @Test
    void mayChangeWhatIsCreatedAndUpdated() {
        String path = path();
        hook.on(path, (request, response) -> {
            response.putArray("warnings").add("changed by a webhook");
            ReviewingBackend.patch(response, "[{'op':'add','path':'/data','value':{'by':'webhook'}}]");
        });
        mutating("a", hook.webhook("change.example.com", path, ON_MAPS, "{}"));
        Answer created = call("POST", MAPS, "{'metadata':{'name':'changed'}}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/data/by")).isEqualTo("webhook");
        assertThat(created.warnings()).anyMatch(warning -> warning.contains("changed by a webhook"));

        ObjectNode request = hook.asked(path).getFirst();
        assertThat(request.path("operation").asString()).isEqualTo("CREATE");
        assertThat(request.at("/kind/kind").asString()).isEqualTo("ConfigMap");
        assertThat(request.at("/resource/resource").asString()).isEqualTo("configmaps");
        assertThat(request.path("namespace").asString()).isEqualTo("default");
        assertThat(request.at("/userInfo/username").asString()).isEqualTo("admin");
        assertThat(request.at("/object/metadata/name").asString()).isEqualTo("changed");
        assertThat(request.get("oldObject").isNull()).isTrue();
        assertThat(request.path("dryRun").asBoolean()).isFalse();
        assertThat(request.at("/options/kind").asString()).isEqualTo("CreateOptions");

        Answer updated = call("PUT", MAPS + "/changed", "{'metadata':{'name':'changed'},'data':{'by':'user'}}");
        assertThat(updated.text("/data/by")).isEqualTo("webhook");
        ObjectNode update = hook.asked(path).getLast();
        assertThat(update.path("operation").asString()).isEqualTo("UPDATE");
        assertThat(update.at("/object/data/by").asString()).isEqualTo("user");
        assertThat(update.at("/oldObject/data/by").asString()).isEqualTo("webhook");
        assertThat(update.at("/oldObject/metadata/resourceVersion").asString())
                .isEqualTo(created.text("/metadata/resourceVersion"));
    }

    @Test
    void whatItMakesOfACustomResourceKeepsAllThatItsSchemaPreserves() {
        String definition = "{'metadata':{'name':'foos.hooked.example.com'},'spec':{'group':'hooked.example.com',"
                + "'names':{'plural':'foos','singular':'foo','kind':'Foo','listKind':'FooList'},'scope':'Namespaced',"
                + "'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':"
                + "{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}]}}";
        assertThat(call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
                        .code())
                .isEqualTo(201);
        String path = path();
        hook.on(
                path,
                (request, response) ->
                        ReviewingBackend.patch(response, "[{'op':'add','path':'/data/by','value':'webhook'}]"));
        String onFoos =
                "{'apiGroups':['hooked.example.com'],'apiVersions':['v1'],'operations':['*'],'resources':['foos']}";
        mutating("a", hook.webhook("foos.example.com", path, onFoos, "{}"));
        Answer created = call(
                "POST",
                "/apis/hooked.example.com/v1/namespaces/default/foos",
                "{'apiVersion':'hooked.example.com/v1','kind':'Foo','metadata':{'name':'f'},'data':{'from':'user'}}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/data/from")).isEqualTo("user");
        assertThat(created.text("/data/by")).isEqualTo("webhook");
    }

    @Test
    void mayRefuse() {
        String path = path();
        hook.on(path, (request, response) -> {
            response.put("allowed", false);
            switch (request.path("name").asString("")) {
                case "worded" ->
                    response.putObject("status").put("message", "not today").put("code", 403);
                case "reasoned" -> response.putObject("status").put("reason", "Forbidden");
                default ->
                    response.put("allowed", request.path("name").asString("").equals("allowed"));
            }
        });
        validating("a", hook.webhook("refuse.example.com", path, ON_MAPS, "{}"));
        Answer worded = call("POST", MAPS, "{'metadata':{'name':'worded'}}");
        assertThat(worded.code()).isEqualTo(403);
        assertThat(worded.message())
                .isEqualTo("admission webhook \"refuse.example.com\" denied the request: not today");
        assertThat(call("POST", MAPS, "{'metadata':{'name':'reasoned'}}").message())
                .isEqualTo("admission webhook \"refuse.example.com\" denied the request: Forbidden");
        Answer bare = call("POST", MAPS, "{'metadata':{'name':'bare'}}");
        assertThat(bare.code()).isEqualTo(400);
        assertThat(bare.message())
                .isEqualTo("admission webhook \"refuse.example.com\" denied the request without explanation");
        assertThat(call("POST", MAPS, "{'metadata':{'name':'allowed'}}").code()).isEqualTo(201);
        assertThat(call("DELETE", MAPS + "/allowed", null).code()).isEqualTo(200);
        assertThat(hook.asked(path).getLast().path("operation").asString()).isEqualTo("DELETE");
        assertThat(hook.asked(path)).as("each write is asked about once").hasSize(5);
    }

    @Test
    void areAskedAboutDeletionsOfCollections() {
        String path = path();
        call("POST", MAPS, "{'metadata':{'name':'one','labels':{'lot':'a'}}}");
        call("POST", MAPS, "{'metadata':{'name':'two','labels':{'lot':'a'}}}");
        hook.on(
                path,
                (request, response) -> response.put(
                        "allowed",
                        request.at("/oldObject/metadata/name").asString("").equals("one")));
        validating("a", hook.webhook("keep.example.com", path, ON_MAPS, "{}"));
        Answer answer = call("DELETE", MAPS + "?labelSelector=lot%3Da", null);
        assertThat(answer.code()).isEqualTo(400);
        assertThat(call("GET", MAPS + "/two", null).code()).isEqualTo(200);
    }

    @Test
    void areAskedAgainWhereTheyWishSo() {
        String first = path();
        String second = path();
        hook.on(first, (request, response) -> {
            boolean isSeen = request.at("/object/data/second").isString();
            ReviewingBackend.patch(
                    response,
                    isSeen
                            ? "[{'op':'add','path':'/data/first','value':'again'}]"
                            : "[{'op':'add','path':'/data','value':{'first':'once'}}]");
        });
        hook.patches(second, "[{'op':'add','path':'/data/second','value':'yes'}]");
        // By name, whenever they were made.
        mutating("b", hook.webhook("second.example.com", second, ON_MAPS, "{}"));
        mutating("a", hook.webhook("first.example.com", first, ON_MAPS, "{'reinvocationPolicy':'IfNeeded'}"));
        Answer created = call("POST", MAPS, "{'metadata':{'name':'again'}}");
        assertThat(created.body().path("data")).isEqualTo(read("{'first':'again','second':'yes'}"));
        assertThat(hook.asked(first)).hasSize(2);
        assertThat(hook.asked(second)).hasSize(1);
    }

    @Test
    void areChosenByRulesAndSelectors() {
        String path = path();
        hook.admits(path);
        call("POST", "/api/v1/namespaces", "{'metadata':{'name':'watched','labels':{'watch':'yes'}}}");
        validating("a", hook.webhook("choose.example.com", path, ON_MAPS, """
                        {'namespaceSelector':{'matchLabels':{'watch':'yes'}},
                         'objectSelector':{'matchExpressions':[{'key':'skip','operator':'DoesNotExist'}]},
                         'matchConditions':[{'name':'no-leases','expression':'request.name != \\u0027lease\\u0027'}]}"""));
        String watched = "/api/v1/namespaces/watched/configmaps";
        call("POST", MAPS, "{'metadata':{'name':'elsewhere'}}");
        call("POST", watched, "{'metadata':{'name':'skipped','labels':{'skip':'yes'}}}");
        call("POST", watched, "{'metadata':{'name':'lease'}}");
        call("POST", "/api/v1/namespaces/watched/secrets", "{'metadata':{'name':'other-kind'}}");
        call("POST", watched, "{'metadata':{'name':'chosen'}}");
        assertThat(hook.asked(path).stream().map(request -> request.path("name").asString()))
                .containsExactly("chosen");
    }

    @Test
    void seeTheVersionThatTheyAskFor() {
        String path = path();
        hook.patches(path, "[{'op':'add','path':'/metadata/annotations','value':{'seen':'yes'}}]");
        mutating(
                "a",
                hook.webhook(
                        "old.example.com",
                        path,
                        "{'apiGroups':['apps'],'apiVersions':['v1beta1'],'operations':['*'],"
                                + "'resources':['deployments','deployments/scale']}",
                        "{}"));
        Answer created = call("POST", DEPLOYMENTS, deployment("versions"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/apiVersion")).isEqualTo("apps/v1");
        assertThat(created.text("/metadata/annotations/seen")).isEqualTo("yes");
        ObjectNode request = hook.asked(path).getFirst();
        assertThat(request.at("/object/apiVersion").asString()).isEqualTo("apps/v1beta1");
        assertThat(request.at("/kind/version").asString()).isEqualTo("v1beta1");
        assertThat(request.at("/requestKind/version").asString()).isEqualTo("v1");
        assertThat(request.at("/requestResource/version").asString()).isEqualTo("v1");

        hook.patches(path, "[{'op':'replace','path':'/spec/replicas','value':2}]");
        Answer scaled = call("PUT", DEPLOYMENTS + "/versions/scale", """
                {'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'versions'},'spec':{'replicas':7}}""");
        assertThat(scaled.body().at("/spec/replicas").asInt()).isEqualTo(2);
        ObjectNode scale = hook.asked(path).getLast();
        assertThat(scale.at("/kind/kind").asString()).isEqualTo("Scale");
        assertThat(scale.path("subResource").asString()).isEqualTo("scale");
        assertThat(call("GET", DEPLOYMENTS + "/versions", null)
                        .body()
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void seeSubresources() {
        String path = path();
        hook.admits(path);
        call(
                "POST",
                "/api/v1/namespaces/default/pods",
                "{'metadata':{'name':'parts'},'spec':{'containers':[{'name':'c','image':'i'}]}}");
        validating(
                "a",
                hook.webhook(
                        "parts.example.com",
                        path,
                        "{'apiGroups':[''],'apiVersions':['v1'],'operations':['*'],'resources':['pods/*']}",
                        "{}"));
        assertThat(call("PATCH", "/api/v1/namespaces/default/pods/parts/status", "{'status':{'phase':'Running'}}")
                        .code())
                .isEqualTo(200);
        assertThat(call(
                                "POST",
                                "/api/v1/namespaces/default/pods/parts/binding",
                                "{'metadata':{'name':'parts'},'target':{'kind':'Node','name':'n'}}")
                        .code())
                .isEqualTo(201);
        assertThat(call(
                                "POST",
                                "/api/v1/namespaces/default/pods/parts/eviction",
                                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'parts'}}")
                        .code())
                .isEqualTo(201);
        assertThat(hook.asked(path).stream()
                        .map(request -> request.path("operation").asString() + " "
                                + request.path("subResource").asString() + " "
                                + request.at("/kind/kind").asString()))
                .containsExactly("UPDATE status Pod", "CREATE binding Binding", "CREATE eviction Eviction");
    }

    @Test
    void cannotBeTurnedAgainstThemselves() {
        String path = path();
        hook.on(path, (request, response) -> response.put("allowed", false));
        ObjectNode all = hook.webhook(
                "all.example.com",
                path,
                "{'apiGroups':['*'],'apiVersions':['*'],'operations':['*'],'resources':['*/*']}",
                "{}");
        validating("a", all);
        assertThat(call("POST", MAPS, "{'metadata':{'name':'refused'}}").code()).isEqualTo(400);
        assertThat(call("DELETE", VALIDATING + "/a", null).code()).isEqualTo(200);
    }

    @Test
    void areAskedOnDryRunsOnlyWhereThatIsSafe() {
        String path = path();
        hook.admits(path);
        validating("a", hook.webhook("dry.example.com", path, ON_MAPS, "{}"));
        assertThat(call("POST", MAPS + "?dryRun=All", "{'metadata':{'name':'dry'}}")
                        .code())
                .isEqualTo(201);
        assertThat(hook.asked(path).getFirst().path("dryRun").asBoolean()).isTrue();
        assertThat(hook.asked(path).getFirst().at("/options/dryRun/0").asString())
                .isEqualTo("All");
    }

    @Test
    void thatFailAreRefusalsUnlessTheyAreToBePassedOver() {
        String path = path();
        mutating("slow", hook.webhook("broken.example.com", path, ON_MAPS, "{'timeoutSeconds':1}"));
        String failed = "Internal error occurred: failed calling webhook \"broken.example.com\": ";
        hook.server().on(path, io.vertx.core.http.HttpServerRequest::pause);
        assertThat(attempt())
                .isEqualTo(failed + "failed to call webhook: Post \""
                        + hook.server().url(path) + "?timeout=1s\": context deadline exceeded");
        calls.forget(MUTATING);

        mutating("a", hook.webhook("broken.example.com", path, ON_MAPS, "{'timeoutSeconds':30}"));
        hook.server().on(path, request -> request.response().setStatusCode(404).end());
        assertThat(attempt())
                .isEqualTo(failed + "failed to call webhook: the server could not find the requested resource");

        hook.server().answer(path, body -> "no JSON".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(attempt()).startsWith(failed + "received invalid webhook response: couldn't parse");

        hook.server().answer(path, body -> "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(attempt()).isEqualTo(failed + "received invalid webhook response: webhook response was absent");

        hook.on(path, (request, response) -> response.put("uid", "another"));
        assertThat(attempt())
                .startsWith(failed + "received invalid webhook response: expected response.uid=")
                .endsWith("got \"another\"");

        hook.on(path, (request, response) -> response.put("patch", "W10="));
        assertThat(attempt())
                .isEqualTo(
                        failed
                                + "received invalid webhook response: webhook returned response.patch but not response.patchType");

        hook.patches(path, "[{'op':'remove','path':'/data/nothing'}]");
        assertThat(attempt()).startsWith("Internal error occurred: ");
        hook.patches(path, "[{'op':'add','path':'/data','value':7}]");
        assertThat(attempt()).startsWith("Internal error occurred: ").contains("data");

        hook.server().answer(path, body -> new byte[9 * 1024 * 1024]);
        assertThat(attempt()).endsWith("the answer is longer than 8388608 bytes");

        calls.forget(MUTATING);
        mutating("b", hook.webhook("ignored.example.com", path, ON_MAPS, "{'failurePolicy':'Ignore'}"));
        assertThat(call("POST", MAPS, "{'metadata':{'name':'ignored'}}").code()).isEqualTo(201);
    }

    @Test
    void areCheckedBeforeTheyAreStored() {
        Answer refused = call("POST", VALIDATING, """
                {'metadata':{'name':'wrong'},'webhooks':[{'name':'short','sideEffects':'Some','admissionReviewVersions':['v2'],
                 'clientConfig':{'url':'http://example.com'},'timeoutSeconds':31,'failurePolicy':'Maybe',
                 'matchConditions':[{'name':'c','expression':'1 +'}],
                 'rules':[{'apiGroups':['*','apps'],'apiVersions':['v1'],'operations':['READ'],'resources':[]}]}]}""");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("webhooks[0].name: Invalid value: \"short\": should be a domain with at least three segments")
                .contains("webhooks[0].admissionReviewVersions: Invalid value")
                .contains("webhooks[0].sideEffects: Unsupported value: \"Some\"")
                .contains("webhooks[0].timeoutSeconds: Invalid value: 31")
                .contains("webhooks[0].failurePolicy: Unsupported value")
                .contains("'https' is the only allowed URL scheme")
                .contains("webhooks[0].rules[0].apiGroups: Invalid value")
                .contains("webhooks[0].rules[0].operations: Unsupported value")
                .contains("webhooks[0].rules[0].resources: Required value")
                .contains("webhooks[0].matchConditions[0].expression: Invalid value");
    }

    /** The message of a creation that does not come about. */
    private static String attempt() {
        Answer answer = call("POST", MAPS, "{'metadata':{'name':'attempt'}}");
        assertThat(answer.code()).isEqualTo(500);
        return answer.message();
    }

    private static String path() {
        return "/hook-" + NAMES.incrementAndGet();
    }

    private static void mutating(String name, ObjectNode... webhooks) {
        calls.configure(MUTATING, configuration("MutatingWebhookConfiguration", name, webhooks));
    }

    private static void validating(String name, ObjectNode... webhooks) {
        calls.configure(VALIDATING, configuration("ValidatingWebhookConfiguration", name, webhooks));
    }

    private static String deployment(String name) {
        return """
                {'metadata':{'name':'%s'},'spec':{'selector':{'matchLabels':{'a':'b'}},
                 'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}""".formatted(name);
    }

    private static Answer call(String method, String path, String body) {
        return calls.call(method, path, body);
    }
}
