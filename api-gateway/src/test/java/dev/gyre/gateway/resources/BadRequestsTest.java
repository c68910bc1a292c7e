package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** One table of what goes wrong: each request is refused with the code and reason that Kubernetes gives, and changes nothing. */
class BadRequestsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String SPEC =
            "'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
                    + "'spec':{'containers':[{'name':'c','image':'i'}]}}";

    private TestApi api;

    private record Row(String what, String line, String type, byte[] body, int code, String reason, String message) {}

    @BeforeEach
    void start() {
        api = new TestApi();
        api.call("POST " + MAPS, "{'metadata':{'name':'a'},'data':{'k':'v'}}");
        api.call("POST " + DEPLOYMENTS, "{'metadata':{'name':'a'},'spec':{" + SPEC + "}}");
    }

    @TestFactory
    Stream<DynamicTest> refusals() {
        return Stream.of(bodies(), objects(), patches(), selections(), readings(), writings())
                .flatMap(List::stream)
                .map(row -> DynamicTest.dynamicTest(row.what(), () -> {
                    start();
                    String before = stored();
                    Answer refused = api.call(
                            row.line(),
                            row.body(),
                            row.type().isEmpty() ? Map.of() : Map.of("content-type", row.type()));
                    assertThat(refused.text("/message"))
                            .as(refused.body().toString())
                            .contains(row.message());
                    assertThat(refused.text("/kind")).isEqualTo("Status");
                    assertThat(refused.text("/status")).isEqualTo("Failure");
                    assertThat(refused.code()).as(refused.message()).isEqualTo(row.code());
                    assertThat(refused.body().path("code").asInt()).isEqualTo(row.code());
                    assertThat(refused.text("/reason")).isEqualTo(row.reason());
                    assertThat(stored()).isEqualTo(before);
                }));
    }

    /** What cannot be read at all. */
    private static List<Row> bodies() {
        return List.of(
                bad("no body", "POST " + MAPS, JSON, "", ""),
                bad("half an object", "POST " + MAPS, JSON, "{'metadata':{'name':'x'", "not valid JSON"),
                bad("two objects", "POST " + MAPS, JSON, "{'metadata':{'name':'x'}} {}", ""),
                bad("an array", "POST " + MAPS, JSON, "[]", ""),
                bad("null", "POST " + MAPS, JSON, "null", ""),
                bad("a word", "POST " + MAPS, JSON, "'x'", ""),
                bad("a number", "PUT " + MAPS + "/a", JSON, "1", ""),
                bad("not a number", "POST " + MAPS, JSON, "{'metadata':{'name':'x'},'immutable':NaN}", ""),
                row(
                        "no UTF-8",
                        "POST " + MAPS,
                        JSON,
                        new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'},
                        400,
                        "BadRequest",
                        ""),
                bad(
                        "deep",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x'},'data':" + "{'a':".repeat(2000) + "1" + "}".repeat(2001),
                        ""),
                row(
                        "too large",
                        "POST " + MAPS,
                        JSON,
                        new byte[4 << 20],
                        413,
                        "RequestEntityTooLarge",
                        "Request entity too large"),
                row(
                        "text",
                        "POST " + MAPS,
                        "text/plain",
                        bytes("x"),
                        415,
                        "UnsupportedMediaType",
                        "accepted media types include"),
                bad("YAML with a tab", "POST " + MAPS, YAML, "a:\n\t- b", "not valid YAML"),
                bad("YAML of a class", "POST " + MAPS, YAML, "metadata: !!java.net.URL [x]", ""),
                bad("two YAML documents", "POST " + MAPS, YAML, "metadata: {name: x}\n---\nmetadata: {name: y}\n", ""),
                bad("YAML that refers to itself", "POST " + MAPS, YAML, "metadata: &m {name: x, labels: *m}\n", ""),
                bad("a YAML bomb", "POST " + MAPS, YAML, bomb(), ""));
    }

    /** What can be read, and is not such an object. */
    private static List<Row> objects() {
        return List.of(
                bad(
                        "another kind",
                        "POST " + MAPS,
                        JSON,
                        "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'x'}}",
                        ""),
                bad(
                        "another version",
                        "POST " + MAPS,
                        JSON,
                        "{'apiVersion':'v2','kind':'ConfigMap','metadata':{'name':'x'}}",
                        "does not match"),
                bad(
                        "another namespace",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','namespace':'y'}}",
                        "does not match the namespace sent on the request"),
                bad(
                        "another name",
                        "PUT " + MAPS + "/a",
                        JSON,
                        "{'metadata':{'name':'b'}}",
                        "does not match the name on the URL"),
                bad("metadata of another type", "POST " + MAPS, JSON, "{'metadata':[]}", ""),
                bad("a name of another type", "POST " + MAPS, JSON, "{'metadata':{'name':1}}", ""),
                bad(
                        "a value of another type",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x'},'data':{'k':1}}",
                        "cannot unmarshal number"),
                bad(
                        "no base64",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x'},'binaryData':{'k':'!'}}",
                        "illegal base64"),
                bad(
                        "a text for a number",
                        "POST " + DEPLOYMENTS,
                        JSON,
                        deployment("'replicas':'2'"),
                        "cannot unmarshal string"),
                bad(
                        "a fraction for a whole number",
                        "POST " + DEPLOYMENTS,
                        JSON,
                        deployment("'replicas':1.5"),
                        "cannot unmarshal number 1.5"),
                bad(
                        "a giant number",
                        "POST " + DEPLOYMENTS,
                        JSON,
                        deployment("'replicas':99999999999999999999"),
                        "cannot unmarshal number"),
                bad(
                        "a number of another size",
                        "POST " + DEPLOYMENTS,
                        JSON,
                        deployment("'replicas':4294967296"),
                        "cannot unmarshal number"),
                bad("a giant exponent", "POST " + DEPLOYMENTS, JSON, deployment("'replicas':1e999999999"), ""),
                bad(
                        "a time that is none",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','creationTimestamp':'yesterday'}}",
                        "parsing time"),
                bad(
                        "an unknown field, strictly",
                        "POST " + MAPS + "?fieldValidation=Strict",
                        JSON,
                        "{'metadata':{'name':'x'},'dta':{}}",
                        "strict decoding error: unknown field \"dta\""),
                bad(
                        "a field twice",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x'},'data':{'a':'1','a':'2'}}",
                        "Duplicate"),
                bad(
                        "a revision of what is new",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','resourceVersion':'5'}}",
                        "resourceVersion should not be set on objects to be created"),
                invalid("no name", "POST " + MAPS, JSON, "{'metadata':{}}", "name or generateName is required"),
                invalid(
                        "a name that is none",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'X_y'}}",
                        "metadata.name: Invalid value"),
                invalid(
                        "a long name",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'" + "x".repeat(300) + "'}}",
                        "must be no more than 253"),
                invalid(
                        "a label that is none",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','labels':{'a b':'c'}}}",
                        "metadata.labels: Invalid value"),
                invalid(
                        "a finalizer that is none",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','finalizers':['a b']}}",
                        "metadata.finalizers"),
                invalid(
                        "an owner without a uid",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'p'}]}}",
                        "metadata.ownerReferences[0].uid"),
                invalid(
                        "large annotations",
                        "POST " + MAPS,
                        JSON,
                        "{'metadata':{'name':'x','annotations':{'a':'" + "x".repeat(300_000) + "'}}}",
                        "metadata.annotations: Too long"),
                row(
                        "what is there already",
                        "POST " + MAPS,
                        JSON,
                        bytes("{'metadata':{'name':'a'}}"),
                        409,
                        "AlreadyExists",
                        "configmaps \"a\" already exists"),
                row(
                        "what is not there",
                        "PUT " + MAPS + "/x",
                        JSON,
                        bytes("{'metadata':{'name':'x'}}"),
                        404,
                        "NotFound",
                        "configmaps \"x\" not found"),
                row(
                        "an old revision",
                        "PUT " + MAPS + "/a",
                        JSON,
                        bytes("{'metadata':{'name':'a','resourceVersion':'1'}}"),
                        409,
                        "Conflict",
                        "the object has been modified"),
                row(
                        "another uid",
                        "PUT " + MAPS + "/a",
                        JSON,
                        bytes("{'metadata':{'name':'a','uid':'u'}}"),
                        409,
                        "Conflict",
                        "Precondition failed: UID in precondition: u"),
                row(
                        "a namespace that is not there",
                        "POST /api/v1/namespaces/none/configmaps",
                        JSON,
                        bytes("{'metadata':{'name':'x'}}"),
                        404,
                        "NotFound",
                        "namespaces \"none\" not found"),
                row(
                        "a kind that is not there",
                        "POST /api/v1/namespaces/default/gadgets",
                        JSON,
                        bytes("{}"),
                        404,
                        "NotFound",
                        "the server could not find the requested resource"),
                row("a part that is not there", "GET " + MAPS + "/a/status", "", new byte[0], 404, "NotFound", ""),
                row(
                        "creating under a name",
                        "POST " + MAPS + "/a",
                        JSON,
                        bytes("{'metadata':{'name':'a'}}"),
                        405,
                        "MethodNotAllowed",
                        ""));
    }

    private static List<Row> patches() {
        String map = "PATCH " + MAPS + "/a";
        return List.of(
                row(
                        "a patch of no type",
                        map,
                        JSON,
                        bytes("{}"),
                        415,
                        "UnsupportedMediaType",
                        "application/json-patch+json"),
                bad("a JSON patch that is an object", map, JSON_PATCH, "{}", ""),
                bad("a JSON patch of words", map, JSON_PATCH, "['x']", ""),
                bad("an unknown operation", map, JSON_PATCH, "[{'op':'fly','path':'/data/k'}]", ""),
                invalid(
                        "a test that fails",
                        map,
                        JSON_PATCH,
                        "[{'op':'test','path':'/data/k','value':'w'}]",
                        "the server rejected our request due to an error in our request"),
                invalid(
                        "removing what is not there",
                        map,
                        JSON_PATCH,
                        "[{'op':'remove','path':'/data/none'}]",
                        "the server rejected our request"),
                row(
                        "too many operations",
                        map,
                        JSON_PATCH,
                        bytes("[" + "{'op':'test','path':'/data/k','value':'v'},".repeat(10_000)
                                + "{'op':'test','path':'/data/k','value':'v'}]"),
                        413,
                        "RequestEntityTooLarge",
                        "The allowed maximum operations in a JSON patch is 10000, got 10001"),
                bad("a merge patch that is an array", map, MERGE, "[]", ""),
                bad("a merge patch that is a word", map, MERGE, "'x'", ""),
                bad("a merge patch of another type", map, MERGE, "{'data':'x'}", ""),
                bad("half a patch", map, STRATEGIC, "{'data':", ""),
                bad("a patch of another kind", map, MERGE, "{'kind':'Secret'}", ""),
                invalid(
                        "a patch of the name",
                        map,
                        MERGE,
                        "{'metadata':{'name':'b'}}",
                        "metadata.name: Invalid value: \"b\": field is immutable"),
                row(
                        "a patch of the uid",
                        map,
                        MERGE,
                        bytes("{'metadata':{'uid':'u'}}"),
                        409,
                        "Conflict",
                        "Precondition failed: UID"),
                row(
                        "a patch of an old revision",
                        map,
                        MERGE,
                        bytes("{'metadata':{'resourceVersion':'1'}}"),
                        409,
                        "Conflict",
                        "the object has been modified"),
                row(
                        "a patch of what is not there",
                        "PATCH " + MAPS + "/x",
                        MERGE,
                        bytes("{}"),
                        404,
                        "NotFound",
                        "configmaps \"x\" not found"),
                bad(
                        "a list of another type",
                        "PATCH " + DEPLOYMENTS + "/a",
                        STRATEGIC,
                        "{'spec':{'template':{'spec':{'containers':'x'}}}}",
                        ""),
                bad(
                        "an item without its key",
                        "PATCH " + DEPLOYMENTS + "/a",
                        STRATEGIC,
                        "{'spec':{'template':{'spec':{'containers':[{'image':'x'}]}}}}",
                        "does not contain declared merge key: name"),
                bad(
                        "an unknown directive",
                        "PATCH " + DEPLOYMENTS + "/a",
                        STRATEGIC,
                        "{'spec':{'template':{'spec':{'$patch':'fly'}}}}",
                        "fly"),
                invalid(
                        "an apply by nobody",
                        map,
                        APPLY,
                        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}",
                        "fieldManager: Required value"),
                bad("an apply of no kind", map + "?fieldManager=m", APPLY, "{'metadata':{'name':'a'}}", ""),
                bad(
                        "an apply with a record",
                        map + "?fieldManager=m",
                        APPLY,
                        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','managedFields':[{}]}}",
                        "metadata.managedFields must be nil"));
    }

    private static List<Row> selections() {
        return List.of(
                selector("labelSelector", "a in (", "unable to parse requirement"),
                selector("labelSelector", "a in b", "unable to parse requirement"),
                selector("labelSelector", "a=b=c", ""),
                selector("labelSelector", "a b", ""),
                selector("labelSelector", "=x", "unable to parse requirement"),
                selector("labelSelector", "a>b", ""),
                selector("labelSelector", "a/b/c=d", ""),
                selector("labelSelector", "a=" + "x".repeat(64), ""),
                selector("labelSelector", "!".repeat(5000), ""),
                selector("fieldSelector", "metadata.name", "can't understand 'metadata.name'"),
                selector("fieldSelector", "spec.none=1", "field label not supported: spec.none"),
                selector("fieldSelector", "metadata.name=\\x", ""),
                selector("fieldSelector", "metadata.name in (a)", ""));
    }

    private static List<Row> readings() {
        return List.of(
                list("limit=x", 400, "BadRequest", ""),
                list("timeoutSeconds=x", 400, "BadRequest", ""),
                list("limit=99999999999999999999", 400, "BadRequest", ""),
                list("continue=x", 400, "BadRequest", "continue key is not valid"),
                list("continue=e30", 400, "BadRequest", "continue key is not valid"),
                list("continue=" + token("{'rv':-1,'n':'x'}"), 400, "BadRequest", "continue key is not valid"),
                list("resourceVersion=x", 422, "Invalid", "resourceVersion: Invalid value"),
                list("resourceVersion=-1", 422, "Invalid", "resourceVersion: Invalid value"),
                list(
                        "resourceVersion=1&continue=x",
                        400,
                        "BadRequest",
                        "specifying resource version is not allowed when using continue"),
                list(
                        "resourceVersionMatch=Exact",
                        422,
                        "Invalid",
                        "resourceVersionMatch is forbidden unless resourceVersion is provided"),
                list(
                        "resourceVersionMatch=Exact&resourceVersion=0",
                        422,
                        "Invalid",
                        "forbidden for resourceVersion \"0\""),
                list("resourceVersionMatch=Other&resourceVersion=1", 422, "Invalid", "Unsupported value: \"Other\""),
                list(
                        "resourceVersionMatch=Exact&resourceVersion=1&continue=x",
                        400,
                        "BadRequest",
                        "not allowed when using continue"),
                list("sendInitialEvents=true", 422, "Invalid", "sendInitialEvents is forbidden for list"),
                list(
                        "watch=true&sendInitialEvents=true",
                        422,
                        "Invalid",
                        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
                list(
                        "watch=true&sendInitialEvents=true&resourceVersionMatch=Exact",
                        422,
                        "Invalid",
                        "resourceVersionMatch"),
                list(
                        "watch=true&resourceVersionMatch=NotOlderThan",
                        422,
                        "Invalid",
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
                list("watch=true&resourceVersion=x", 422, "Invalid", "resourceVersion"),
                list("watch=true&fieldSelector=spec.none%3D1", 400, "BadRequest", "field label not supported"));
    }

    private static List<Row> writings() {
        return List.of(
                invalid(
                        "a dry run of another kind",
                        "POST " + MAPS + "?dryRun=Some",
                        JSON,
                        "{'metadata':{'name':'x'}}",
                        "dryRun: Unsupported value: \"Some\""),
                invalid(
                        "a validation of another kind",
                        "POST " + MAPS + "?fieldValidation=Some",
                        JSON,
                        "{'metadata':{'name':'x'}}",
                        "fieldValidation: Unsupported value: \"Some\""),
                invalid(
                        "a manager of unprintable signs",
                        "POST " + MAPS + "?fieldManager=%07",
                        JSON,
                        "{'metadata':{'name':'x'}}",
                        "fieldManager"),
                invalid(
                        "a policy of another kind",
                        "DELETE " + MAPS + "/a?propagationPolicy=Some",
                        "",
                        "",
                        "propagationPolicy: Unsupported value: \"Some\""),
                bad("a grace period that is none", "DELETE " + MAPS + "/a?gracePeriodSeconds=x", "", "", ""),
                bad("options that are none", "DELETE " + MAPS + "/a", JSON, "[]", ""),
                row(
                        "a precondition that fails",
                        "DELETE " + MAPS + "/a",
                        JSON,
                        bytes("{'preconditions':{'uid':'u'}}"),
                        409,
                        "Conflict",
                        "Precondition failed"),
                row(
                        "deleting what is not there",
                        "DELETE " + MAPS + "/x",
                        "",
                        new byte[0],
                        404,
                        "NotFound",
                        "configmaps \"x\" not found"));
    }

    @Test
    void whatIsUnknownIsWarnedOfWhereNobodyIsStrict() {
        Answer created = api.call("POST " + MAPS, "{'metadata':{'name':'w'},'dta':{},'data':{'a':'1'}}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.headers().get("warning")).contains("unknown field \\\"dta\\\"");
        Answer ignored = api.call("POST " + MAPS + "?fieldValidation=Ignore", "{'metadata':{'name':'i'},'dta':{}}");
        assertThat(ignored.headers()).doesNotContainKey("warning");
    }

    private String stored() {
        ObjectNode maps = api.call("GET " + MAPS).body();
        ObjectNode deployments = api.call("GET " + DEPLOYMENTS).body();
        return maps.path("items").toString() + deployments.path("items");
    }

    private static String deployment(String field) {
        return "{'metadata':{'name':'x'},'spec':{" + field + "," + SPEC + "}}";
    }

    private static String bomb() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }
        return yaml.toString();
    }

    private static String token(String json) {
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(json));
    }

    private static Row selector(String parameter, String selector, String message) {
        String encoded = URLEncoder.encode(selector, StandardCharsets.UTF_8);
        String shown = selector.length() > 20 ? selector.substring(0, 20) : selector;
        return row(
                parameter + " " + shown,
                "GET " + MAPS + "?" + parameter + "=" + encoded,
                "",
                new byte[0],
                400,
                "BadRequest",
                message);
    }

    private static Row list(String query, int code, String reason, String message) {
        return row("?" + query, "GET " + MAPS + "?" + query, "", new byte[0], code, reason, message);
    }

    private static Row bad(String what, String line, String type, String body, String message) {
        return row(what, line, type, bytes(body), 400, "BadRequest", message);
    }

    private static Row invalid(String what, String line, String type, String body, String message) {
        return row(what, line, type, bytes(body), 422, "Invalid", message);
    }

    private static Row row(
            String what, String line, String type, byte[] body, int code, String reason, String message) {
        return new Row(what, line, type, body, code, reason, message);
    }

    private static byte[] bytes(String body) {
        return TestApi.bytes(body);
    }
}
