package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.resources.TestApi.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deployments and pods as clients and controllers use them. */
class WorkloadsTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json");
    private static final String POD = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}";
    private static final String DEPLOYMENT = "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},"
            + "'spec':{'replicas':2,'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{'labels':{'app':'web'}},"
            + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}";

    private final TestApi api = new TestApi();

    private void bind(String node) {
        Answer bound = api.call(
                "POST " + PODS + "/p/binding",
                "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'" + node + "'}}");
        assertThat(bound.code()).isEqualTo(201);
    }

    @Test
    void aPodIsAdmitted() {
        Answer pod = api.call("POST " + PODS, POD);
        assertThat(pod.code()).isEqualTo(201);
        assertThat(pod.text("/spec/serviceAccountName")).isEqualTo("default");
        assertThat(pod.body().at("/spec/priority").asInt(-1)).isZero();
        assertThat(pod.text("/spec/tolerations/0/key")).isEqualTo("node.kubernetes.io/not-ready");
        assertThat(pod.text("/status/phase")).isEqualTo("Pending");
        assertThat(pod.text("/status/qosClass")).isEqualTo("BestEffort");
    }

    @Test
    void aPodIsBoundOnce() {
        api.call("POST " + PODS, POD);
        bind("n1");
        Answer pod = api.call("GET " + PODS + "/p");
        assertThat(pod.text("/spec/nodeName")).isEqualTo("n1");
        assertThat(pod.text("/status/conditions/0/type")).isEqualTo("PodScheduled");
        String bindings = "POST " + PODS.replace("/pods", "/bindings");
        assertThat(api.call(bindings, "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n2'}}")
                        .message())
                .as("the older way")
                .contains("already assigned to node");
        assertThat(api.call(bindings, "{'target':{'name':'n2'}}").message()).isEqualTo("name is required");
        Answer again = api.call("POST " + PODS + "/p/binding", "{'target':{'kind':'Node','name':'n2'}}");
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.message()).contains("pod p is already assigned to node \"n1\"");
    }

    @Test
    void aRunningPodGoesGracefully() {
        api.call("POST " + PODS, POD);
        bind("n1");
        Answer marked = api.call("DELETE " + PODS + "/p");
        assertThat(marked.text("/metadata/deletionTimestamp")).isEqualTo("2026-11-23T10:00:30Z");
        assertThat(marked.body().at("/metadata/deletionGracePeriodSeconds").asInt())
                .isEqualTo(30);
        api.pass(Duration.ofSeconds(3));
        assertThat(api.call("DELETE " + PODS + "/p").revision()).isEqualTo(marked.revision());
        Answer shortened = api.call("DELETE " + PODS + "/p?gracePeriodSeconds=5");
        assertThat(shortened.text("/metadata/deletionTimestamp")).isEqualTo("2026-11-23T10:00:05Z");
        assertThat(api.call("DELETE " + PODS + "/p?gracePeriodSeconds=0").code())
                .isEqualTo(200);
        assertThat(api.call("GET " + PODS + "/p").code()).isEqualTo(404);
    }

    @Test
    void aPodWithoutANodeGoesAtOnce() {
        api.call("POST " + PODS, POD);
        assertThat(api.call("DELETE " + PODS + "/p").code()).isEqualTo(200);
        assertThat(api.call("GET " + PODS + "/p").code()).isEqualTo(404);
    }

    @Test
    void nearlyNothingOfAPodsSpecChanges() {
        api.call("POST " + PODS, POD);
        assertThat(api.call("PATCH " + PODS + "/p", "{'spec':{'containers':[{'name':'c','image':'j'}]}}", STRATEGIC)
                        .code())
                .isEqualTo(200);
        Answer refused = api.call("PATCH " + PODS + "/p", "{'spec':{'hostNetwork':true}}", STRATEGIC);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith("Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields");
    }

    @Test
    void statusIsItsOwnSubresource() {
        api.call("POST " + PODS, POD);
        Answer patched = api.call(
                "PATCH " + PODS + "/p/status", "{'status':{'phase':'Running'},'spec':{'nodeName':'x'}}", STRATEGIC);
        assertThat(patched.text("/status/phase")).isEqualTo("Running");
        assertThat(patched.text("/status/qosClass")).isEqualTo("BestEffort");
        assertThat(patched.text("/spec/nodeName")).isEmpty();
        Answer main = api.call("PATCH " + PODS + "/p", "{'status':{'phase':'Failed'}}", STRATEGIC);
        assertThat(main.text("/status/phase")).isEqualTo("Running");
        assertThat(main.revision()).isEqualTo(patched.revision());
    }

    @Test
    void aDeploymentsGenerationCountsChangesOfItsSpec() {
        Answer created = api.call("POST " + DEPLOYMENTS, DEPLOYMENT);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.body().at("/metadata/generation").asInt()).isEqualTo(1);
        api.call("PATCH " + DEPLOYMENTS + "/web", "{'metadata':{'labels':{'a':'b'}}}", STRATEGIC);
        api.call("PATCH " + DEPLOYMENTS + "/web/status", "{'status':{'replicas':2}}", STRATEGIC);
        assertThat(api.call("GET " + DEPLOYMENTS + "/web")
                        .body()
                        .at("/metadata/generation")
                        .asInt())
                .isEqualTo(1);
        Answer scaled = api.call(
                "PATCH " + DEPLOYMENTS + "/web/scale",
                "{'spec':{'replicas':5}}",
                Map.of("content-type", "application/merge-patch+json"));
        assertThat(scaled.text("/kind")).isEqualTo("Scale");
        assertThat(scaled.text("/status/selector")).isEqualTo("app=web");
        Answer shown = api.call(
                "GET " + DEPLOYMENTS + "/web/scale",
                new byte[0],
                Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"));
        assertThat(shown.body().at("/columnDefinitions").findValuesAsString("name"))
                .containsExactly("Name", "Desired", "Available", "Age");
        assertThat(shown.body().at("/rows/0/cells/1").asInt()).isEqualTo(5);
        Answer after = api.call("GET " + DEPLOYMENTS + "/web");
        assertThat(after.body().at("/spec/replicas").asInt()).isEqualTo(5);
        assertThat(after.body().at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(after.body().at("/status/replicas").asInt()).isEqualTo(2);
    }

    @Test
    void aSelectorMustSelectItsTemplateAndNeverChanges() {
        Answer invalid =
                api.call("POST " + DEPLOYMENTS, DEPLOYMENT.replace("'labels':{'app':'web'}", "'labels':{'app':'db'}"));
        assertThat(invalid.code()).isEqualTo(422);
        assertThat(invalid.message())
                .isEqualTo("Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value:"
                        + " {\"app\":\"db\"}: `selector` does not match template `labels`");
        assertThat(invalid.text("/details/causes/0/field")).isEqualTo("spec.template.metadata.labels");
        api.call("POST " + DEPLOYMENTS, DEPLOYMENT);
        Answer moved = api.call("PUT " + DEPLOYMENTS + "/web", DEPLOYMENT.replace("'app':'web'", "'app':'db'"));
        assertThat(moved.message()).contains("spec.selector: Invalid value:").contains("field is immutable");
    }

    @Test
    void retiredVersionsAreConvertedAndServed() {
        Answer created = api.call(
                "POST /apis/extensions/v1beta1/namespaces/default/deployments",
                DEPLOYMENT
                        .replace("'apps/v1'", "'extensions/v1beta1'")
                        .replace("'selector':{'matchLabels':{'app':'web'}},", ""));
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.text("/apiVersion")).isEqualTo("extensions/v1beta1");
        assertThat(created.headers().get("warning"))
                .isEqualTo("299 - \"extensions/v1beta1 Deployment is deprecated; use apps/v1 Deployment\"");
        Answer stored = api.call("GET " + DEPLOYMENTS + "/web");
        assertThat(stored.text("/apiVersion")).isEqualTo("apps/v1");
        assertThat(stored.text("/spec/selector/matchLabels/app")).isEqualTo("web");
        assertThat(api.call("GET /apis/apps/v1beta2/namespaces/default/deployments")
                        .text("/items/0/apiVersion"))
                .isEqualTo("apps/v1beta2");
    }

    @Test
    void unknownFieldsAreDroppedWarnedOfOrRefused() {
        String odd = POD.replace("'image':'i'", "'image':'i','imagee':'j'");
        Answer warned = api.call("POST " + PODS + "?dryRun=All", odd);
        assertThat(warned.headers().get("warning"))
                .isEqualTo("299 - \"unknown field \\\"spec.containers[0].imagee\\\"\"");
        assertThat(warned.body().at("/spec/containers/0").has("imagee")).isFalse();
        assertThat(api.call("POST " + PODS + "?dryRun=All&fieldValidation=Ignore", odd)
                        .headers())
                .doesNotContainKey("warning");
        Answer strict = api.call("POST " + PODS + "?fieldValidation=Strict", odd);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message())
                .isEqualTo("Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field"
                        + " \"spec.containers[0].imagee\"");
        Answer mistyped = api.call("POST " + DEPLOYMENTS, DEPLOYMENT.replace("'replicas':2", "'replicas':'2'"));
        assertThat(mistyped.code()).isEqualTo(400);
        assertThat(mistyped.message())
                .contains("cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas");
    }

    @Test
    void faultsOfAPodAreNamedOneByOne() {
        Answer invalid = api.call(
                "POST " + PODS,
                "{'metadata':{'name':'p'},'spec':{'restartPolicy':'Often','volumes':[{'name':'v','emptyDir':{},'hostPath':{'path':'/x'}}],"
                        + "'containers':[{'name':'C','ports':[{'containerPort':70000}],'env':[{'name':'a=b'}],"
                        + "'volumeMounts':[{'name':'nope','mountPath':'/x'}],'resources':{'requests':{'cpu':'2'},'limits':{'cpu':'1'}},"
                        + "'livenessProbe':{}}]}}");
        assertThat(invalid.code()).isEqualTo(422);
        assertThat(invalid.message())
                .contains(
                        "spec.restartPolicy: Unsupported value: \"Often\": supported values: \"Always\", \"Never\", \"OnFailure\"")
                .contains("may not specify more than 1 volume type")
                .contains("spec.containers[0].name: Invalid value: \"C\": a lowercase RFC 1123 label")
                .contains("spec.containers[0].image: Required value")
                .contains(
                        "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535")
                .contains("spec.containers[0].env[0].name: Invalid value: \"a=b\"")
                .contains("spec.containers[0].volumeMounts[0].name: Not found: \"nope\"")
                .contains(
                        "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")
                .contains("spec.containers[0].livenessProbe: Required value: must specify a handler type");
    }

    @Test
    void secretsTakeTextAndKeepBytes() {
        String secrets = "/api/v1/namespaces/default/secrets";
        Answer created = api.call("POST " + secrets, "{'metadata':{'name':'s'},'stringData':{'k':'hi'}}");
        assertThat(created.text("/data/k")).isEqualTo("aGk=");
        assertThat(created.body().has("stringData")).isFalse();
        assertThat(created.text("/type")).isEqualTo("Opaque");
        assertThat(api.call("POST " + secrets, "{'metadata':{'name':'t'},'data':{'k':'?'}}")
                        .code())
                .isIn(400, 422);
        api.call("PATCH " + secrets + "/s", "{'immutable':true}", STRATEGIC);
        assertThat(api.call("PATCH " + secrets + "/s", "{'stringData':{'k':'ho'}}", STRATEGIC)
                        .message())
                .contains("data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void yamlIsReadAndWritten() {
        byte[] yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: why\ndata:\n  k: \"1\"\n".getBytes();
        String maps = "/api/v1/namespaces/default/configmaps";
        Answer created = api.call("POST " + maps, yaml, Map.of("content-type", "application/yaml"));
        assertThat(created.text("/data/k")).as(created.body().toString()).isEqualTo("1");
        ApiResponse.Full read = (ApiResponse.Full)
                api.respond("GET " + maps + "/why", new byte[0], Map.of("accept", "application/yaml"));
        assertThat(new String(read.body(), StandardCharsets.UTF_8)).contains("kind: ConfigMap", "k: \"1\"");
    }
}
