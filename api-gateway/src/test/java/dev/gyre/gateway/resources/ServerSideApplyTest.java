package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.schemas.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Server-side apply and the record of owned fields, as Kubernetes' documentation describes them. */
class ServerSideApplyTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final Map<String, String> APPLY = Map.of("content-type", "application/apply-patch+yaml");
    private static final Map<String, String> MERGE = Map.of("content-type", "application/merge-patch+json");
    private static final Map<String, String> JSON_PATCH = Map.of("content-type", "application/json-patch+json");

    private final TestApi api = new TestApi();

    @Test
    void whatIsNotThereIsCreatedAndOwned() {
        Answer created = applyMap("kubectl", "data: {k: v}");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/data/k")).isEqualTo("v");
        assertThat(owners(created)).containsExactly("kubectl Apply v1 2026-11-23T10:00:00Z {\"f:data\":{\"f:k\":{}}}");
    }

    @Test
    void applyingTheSameAgainIsNotWritten() {
        Answer created = applyMap("kubectl", "data: {k: v}");
        api.now = api.now.plusSeconds(60);
        Answer again = applyMap("kubectl", "data: {k: v}");
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(created.body());
    }

    @Test
    void whatIsNotAppliedAnyMoreGoesUnlessOthersOwnIt() {
        applyMap("kubectl", "data: {mine: x, ours: x}");
        Answer shared = applyMap("other", "data: {ours: x}");
        assertThat(owners(shared)).hasSize(2);
        Answer less = applyMap("kubectl", "data: {new: z}");
        assertThat(less.body().path("data")).as(less.body().toString()).hasToString("{\"ours\":\"x\",\"new\":\"z\"}");
        assertThat(applyMap("other", "").body().path("data")).hasToString("{\"new\":\"z\"}");
    }

    @Test
    void otherValuesForOthersFieldsAreAConflict() {
        applyDeployment("kubectl", 3);
        api.call("PATCH " + DEPLOYMENTS + "/web?fieldManager=kubectl-edit", "{'spec':{'replicas':5}}", MERGE);

        Answer conflict = applyDeployment("kubectl", 3);

        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"kubectl-edit\" using apps/v1:"
                        + " .spec.replicas");
        assertThat(conflict.text("/reason")).isEqualTo("Conflict");
        assertThat(conflict.body().path("details").path("causes"))
                .hasToString("[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"kubectl-edit\\\""
                        + " using apps/v1\",\"field\":\".spec.replicas\"}]");
        assertThat(applyDeployment("kubectl", 5).code()).as("the same value").isEqualTo(200);
        assertThat(managers(api.call("GET " + DEPLOYMENTS + "/web")))
                .containsExactly("kubectl Apply", "kubectl-edit Update");
    }

    @Test
    void forceTakesFieldsFromOthers() {
        applyDeployment("kubectl", 3);
        api.call("PATCH " + DEPLOYMENTS + "/web?fieldManager=kubectl-edit", "{'spec':{'replicas':5}}", MERGE);
        Answer forced = apply(DEPLOYMENTS + "/web?fieldManager=kubectl&force=true", deployment(3));
        assertThat(forced.body().path("spec").path("replicas").asInt()).isEqualTo(3);
        assertThat(managers(forced)).containsExactly("kubectl Apply");
    }

    @Test
    void severalConflictsAreListed() {
        applyMap("a", "data: {k: v, l: v}");
        applyMap("b", "data: {m: v}");
        Answer conflict = applyMap("c", "data: {k: x, l: x, m: x}");
        assertThat(conflict.message()).isEqualTo("""
                        Apply failed with 3 conflicts: conflicts with "a":
                        - .data.k
                        - .data.l
                        conflicts with "b":
                        - .data.m""");
    }

    @Test
    void updatesTakeWhatTheyChangeAndOnlyThat() {
        api.call(
                "POST " + MAPS,
                "{'metadata':{'name':'a'},'data':{'k':'1','l':'1'}}",
                Map.of("user-agent", "curl/8.1 (x)"));
        api.now = api.now.plusSeconds(5);
        Answer patched = api.call("PATCH " + MAPS + "/a?fieldManager=me", "{'data':{'k':'2'}}", MERGE);
        assertThat(owners(patched))
                .containsExactly(
                        "curl Update v1 2026-11-23T10:00:00Z {\"f:data\":{\".\":{},\"f:l\":{}}}",
                        "me Update v1 2026-11-23T10:00:05Z {\"f:data\":{\"f:k\":{}}}");
        Answer removed = api.call("PATCH " + MAPS + "/a?fieldManager=me", "{'data':null}", MERGE);
        assertThat(owners(removed)).isEmpty();
    }

    @Test
    void deploymentsAreRecordedAsKubernetesDoes() {
        Answer created = api.call("POST " + DEPLOYMENTS + "?fieldManager=kubectl-create", deployment(1));
        assertThat(created.body().at("/metadata/managedFields/0/fieldsV1"))
                .isEqualTo(Json.readObject(TestApi.bytes("""
                {'f:metadata':{'f:labels':{'.':{},'f:app':{}}},
                 'f:spec':{'f:progressDeadlineSeconds':{},'f:replicas':{},'f:revisionHistoryLimit':{},'f:selector':{},
                   'f:strategy':{'f:rollingUpdate':{'.':{},'f:maxSurge':{},'f:maxUnavailable':{}},'f:type':{}},
                   'f:template':{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},
                     'f:spec':{'f:containers':{'k:{\\"name\\":\\"web\\"}':{'.':{},'f:image':{},'f:imagePullPolicy':{},
                       'f:name':{},'f:resources':{},'f:terminationMessagePath':{},'f:terminationMessagePolicy':{}}},
                     'f:dnsPolicy':{},'f:restartPolicy':{},'f:schedulerName':{},'f:securityContext':{},
                     'f:terminationGracePeriodSeconds':{}}}}}
                """)));
    }

    @Test
    void statusIsItsWritersAndSpecIsNot() {
        applyDeployment("kubectl", 1);
        api.now = api.now.plusSeconds(5);
        ObjectNode read = api.call("GET " + DEPLOYMENTS + "/web").body();
        read.withObjectProperty("spec").put("replicas", 9);
        read.withObjectProperty("status").put("replicas", 1).put("observedGeneration", 1);
        Answer written = api.call("PUT " + DEPLOYMENTS + "/web/status?fieldManager=controller", read);
        assertThat(owners(written).getLast())
                .isEqualTo("controller Update apps/v1 status 2026-11-23T10:00:05Z"
                        + " {\"f:status\":{\"f:observedGeneration\":{},\"f:replicas\":{}}}");

        Answer applied = apply(
                DEPLOYMENTS + "/web/status?fieldManager=other&force=true",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 7}\nstatus: {replicas: 2}");
        assertThat(applied.body().path("spec").path("replicas").asInt()).isEqualTo(1);
        assertThat(applied.body().path("status").path("replicas").asInt()).isEqualTo(2);
        assertThat(owners(applied).get(1))
                .isEqualTo("other Apply apps/v1 status 2026-11-23T10:00:05Z {\"f:status\":{\"f:replicas\":{}}}");
    }

    @Test
    void scalingTakesTheReplicas() {
        applyDeployment("kubectl", 1);
        api.call(
                "PUT " + DEPLOYMENTS + "/web/scale?fieldManager=hpa",
                "{'metadata':{'name':'web'},'spec':{'replicas':4}}");
        assertThat(applyDeployment("kubectl", 1).message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"hpa\" with subresource \"scale\" using apps/v1:"
                                + " .spec.replicas");
        Answer handedOver = apply(DEPLOYMENTS + "/web?fieldManager=kubectl", deployment(null));
        assertThat(handedOver.body().path("spec").path("replicas").asInt()).isEqualTo(4);

        String scale = "apiVersion: autoscaling/v1\nkind: Scale\nmetadata: {name: web}\nspec: {replicas: 6}";
        assertThat(apply(DEPLOYMENTS + "/web/scale?fieldManager=keda", scale).code())
                .isEqualTo(409);
        Answer applied = apply(DEPLOYMENTS + "/web/scale?fieldManager=keda&force=true", scale);
        assertThat(applied.body().path("spec").path("replicas").asInt()).isEqualTo(6);
        assertThat(managers(api.call("GET " + DEPLOYMENTS + "/web")))
                .contains("keda Apply")
                .doesNotContain("hpa Update");
    }

    @Test
    void nothingIsRecordedBeforeTheFirstApply() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a'},'data':{'k':'1'}}");
        api.call(
                "PATCH " + MAPS + "/a", "[{'op':'replace','path':'/metadata/managedFields','value':[{}]}]", JSON_PATCH);
        Answer reset = api.call("PATCH " + MAPS + "/a", "{'data':{'k':'2'}}", MERGE);
        assertThat(owners(reset)).isEmpty();
        Answer conflict = applyMap("kubectl", "data: {k: '3'}");
        assertThat(conflict.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.k");
    }

    @Test
    void anEmptyRecordResetsNothingAndAnUnreadableOneNeither() {
        Answer created = applyMap("kubectl", "data: {k: v}");
        assertThat(owners(api.call("PATCH " + MAPS + "/a", "{'metadata':{'managedFields':[]}}", MERGE)))
                .isEqualTo(owners(created));
        assertThat(owners(api.call(
                        "PATCH " + MAPS + "/a",
                        "{'metadata':{'managedFields':[{'manager':'x','operation':'Steal'}]}}",
                        MERGE)))
                .isEqualTo(owners(created));
    }

    @Test
    void clientsMayRewriteTheRecord() {
        applyMap("old", "data: {k: v}");
        Answer renamed = api.call(
                "PATCH " + MAPS + "/a",
                "[{'op':'replace','path':'/metadata/managedFields/0/manager','value':'new'}]",
                JSON_PATCH);
        assertThat(managers(renamed)).containsExactly("new Apply");
        assertThat(applyMap("new", "data: {k: w}").code()).isEqualTo(200);
    }

    @Test
    void theTenNewestUpdatersAreToldApart() {
        api.call("POST " + MAPS + "?fieldManager=m0", "{'metadata':{'name':'a'},'data':{'k0':'1'}}");
        Answer last = null;
        for (int i = 1; i <= 12; i++) {
            api.now = api.now.plusSeconds(1);
            last = api.call("PATCH " + MAPS + "/a?fieldManager=m" + i, "{'data':{'k" + i + "':'1'}}", MERGE);
        }
        assertThat(last).isNotNull();
        assertThat(managers(last)).hasSize(10).startsWith("ancient-changes Update", "m4 Update");
        assertThat(owners(last).getFirst())
                .endsWith("{\"f:data\":{\".\":{},\"f:k0\":{},\"f:k1\":{},\"f:k2\":{},\"f:k3\":{}}}");
    }

    @Test
    void kubectlTakesOverFromItself() {
        api.call("POST " + MAPS + "?fieldManager=kubectl-client-side-apply", """
                {'metadata':{'name':'a','annotations':{'kubectl.kubernetes.io/last-applied-configuration':
                 '{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"ConfigMap\\",\\"metadata\\":{\\"name\\":\\"a\\"},\\"data\\":{\\"k\\":\\"1\\"}}'}},
                 'data':{'k':'1'}}""");
        assertThat(applyMap("other", "data: {k: '2'}").code()).isEqualTo(409);
        Answer taken = applyMap("kubectl", "data: {k: '2'}");
        assertThat(taken.code()).isEqualTo(200);
        assertThat(taken.text("/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration"))
                .contains("\"k\":\"2\"");
    }

    @Test
    void fieldsAreOwnedInTheVersionInWhichTheyWereSent() {
        apply(
                "/apis/extensions/v1beta1/namespaces/default/deployments/web?fieldManager=old",
                deployment(2).replace("apps/v1", "extensions/v1beta1"));
        assertThat(applyDeployment("new", 3).message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"old\": .spec.replicas");
        Answer same = applyDeployment("old", 3);
        assertThat(same.code()).as(same.message()).isEqualTo(200);
        assertThat(owners(same)).singleElement().asString().startsWith("old Apply apps/v1 ");
    }

    @Test
    void refusalsHaveKubernetesWords() {
        assertThat(apply(MAPS + "/a", map("")).message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        assertThat(apply(MAPS + "/a", map("")).code()).isEqualTo(422);
        assertThat(api.call("PATCH " + MAPS + "/a?force=true", "{}", MERGE).message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch");
        assertThat(apply(MAPS + "/a?fieldManager=x", "kind: ConfigMap\napiVersion: v2")
                        .message())
                .isEqualTo("Incorrect version specified in apply patch. Specified patch version: v2, expected: v1");
        assertThat(apply(MAPS + "/a?fieldManager=x", "kind: ConfigMap\napiVersion: v1\nmetadata: {managedFields: []}")
                        .message())
                .isEqualTo("metadata.managedFields must be nil");
        assertThat(applyMap("x", "dota: {}").message())
                .isEqualTo(
                        "failed to create typed patch object (default/a; /v1, Kind=ConfigMap): .dota: field not declared"
                                + " in schema");
        assertThat(apply(MAPS + "/a?fieldManager=x", "a: b: c").code()).isEqualTo(400);
    }

    @Test
    void preconditionsAndDryRunsHold() {
        Answer created = applyMap("x", "data: {k: v}");
        Answer stale = apply(
                MAPS + "/a?fieldManager=x",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, resourceVersion: '1'}, data: {k: w}}");
        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.message()).contains("the object has been modified");
        Answer dry = apply(MAPS + "/a?fieldManager=x&dryRun=All", map("data: {k: w}"));
        assertThat(dry.text("/data/k")).isEqualTo("w");
        assertThat(apply(
                                MAPS + "/b?fieldManager=x&dryRun=All",
                                map("data: {k: w}").replace("name: a", "name: b"))
                        .code())
                .isEqualTo(201);
        assertThat(api.call("GET " + MAPS + "/b").code()).isEqualTo(404);
        assertThat(api.call("GET " + MAPS + "/a").body()).isEqualTo(created.body());
    }

    @Test
    void whoMayNotCreateCreatesNothing() {
        Answer refused = api.call(
                "PATCH " + MAPS + "/a?fieldManager=x",
                map("").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of("content-type", "application/apply-patch+yaml", "gyre-may-not-create", ""));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("configmaps \"a\" is forbidden: User \"alice\" cannot create resource \"configmaps\" in API"
                        + " group \"\" in the namespace \"default\"");
    }

    @Test
    void timesAloneAreNoChange() {
        Answer created = api.call("POST " + MAPS + "?fieldManager=x", "{'metadata':{'name':'a'},'data':{'k':'1'}}");
        api.pass(Duration.ofMinutes(1));
        assertThat(api.call("PUT " + MAPS + "/a?fieldManager=y", created.body()).body())
                .isEqualTo(created.body());
    }

    private Answer applyMap(String manager, String content) {
        return apply(MAPS + "/a?fieldManager=" + manager, map(content));
    }

    private Answer applyDeployment(String manager, Integer replicas) {
        return apply(DEPLOYMENTS + "/web?fieldManager=" + manager, deployment(replicas));
    }

    private Answer apply(String path, String yaml) {
        return api.call("PATCH " + path, yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8), APPLY);
    }

    private static String map(String content) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n" + content + "\n";
    }

    /** Flow style, so that it is JSON to those who want that. */
    private static String deployment(Integer replicas) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},
                 "spec":{%s"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
                 "spec":{"containers":[{"name":"web","image":"nginx"}]}}}}""".formatted(replicas == null ? "" : "\"replicas\":" + replicas + ",");
    }

    private static List<String> managers(Answer answer) {
        List<String> managers = new ArrayList<>();
        for (JsonNode entry : answer.body().path("metadata").path("managedFields")) {
            managers.add(entry.path("manager").asString() + " "
                    + entry.path("operation").asString());
        }
        return managers;
    }

    private static List<String> owners(Answer answer) {
        List<String> owners = new ArrayList<>();
        for (JsonNode entry : answer.body().path("metadata").path("managedFields")) {
            String subresource = entry.path("subresource").asString("");
            owners.add(String.join(
                    " ",
                    entry.path("manager").asString(),
                    entry.path("operation").asString(),
                    entry.path("apiVersion").asString() + (subresource.isEmpty() ? "" : " " + subresource),
                    entry.path("time").asString(),
                    entry.path("fieldsV1").toString()));
        }
        return owners;
    }
}
