package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.resources.TestApi.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a pod gets from its service account on its way in. */
class PodAccountsTest {

    private static final String PODS = "POST /api/v1/namespaces/default/pods";
    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";

    private final TestApi api = new TestApi();

    private Answer pod(String spec) {
        return api.call(PODS, "{'metadata':{'name':'p'},'spec':{" + spec + "'containers':[{'name':'c','image':'i'}]}}");
    }

    @Test
    void everyContainerFindsTokenAuthorityAndNamespace() {
        Answer pod = pod("'initContainers':[{'name':'first','image':'i'}],");
        String name = pod.text("/spec/volumes/0/name");
        assertThat(name).matches("kube-api-access-[a-z0-9]{5}");
        assertThat(pod.body().at("/spec/volumes/0/projected").toString().replace('"', '\''))
                .isEqualTo("{'sources':[{'serviceAccountToken':{'expirationSeconds':3607,'path':'token'}},"
                        + "{'configMap':{'name':'kube-root-ca.crt','items':[{'key':'ca.crt','path':'ca.crt'}]}},"
                        + "{'downwardAPI':{'items':[{'path':'namespace','fieldRef':{'apiVersion':'v1',"
                        + "'fieldPath':'metadata.namespace'}}]}}],'defaultMode':420}");
        for (String container : new String[] {"/spec/containers/0", "/spec/initContainers/0"}) {
            JsonNode mount = pod.body().at(container + "/volumeMounts/0");
            assertThat(mount.path("name").asString()).isEqualTo(name);
            assertThat(mount.path("mountPath").asString()).isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
            assertThat(mount.path("readOnly").asBoolean()).isTrue();
        }
    }

    @Test
    void whatAContainerMountsThereItselfStays() {
        Answer pod = api.call(
                PODS,
                "{'metadata':{'name':'p'},'spec':{'volumes':[{'name':'own','emptyDir':{}}],'containers':["
                        + "{'name':'c','image':'i','volumeMounts':[{'name':'own','mountPath':"
                        + "'/var/run/secrets/kubernetes.io/serviceaccount'}]}]}}");
        assertThat(pod.code()).isEqualTo(201);
        assertThat(pod.body().at("/spec/volumes").size()).isEqualTo(1);
        assertThat(pod.body().at("/spec/containers/0/volumeMounts").size()).isEqualTo(1);
    }

    @Test
    void podAndAccountMayRefuseTheToken() {
        api.call("POST " + ACCOUNTS, "{'metadata':{'name':'quiet'},'automountServiceAccountToken':false}");
        assertThat(pod("'serviceAccountName':'quiet',")
                        .body()
                        .at("/spec/volumes")
                        .size())
                .isZero();
        api.call("DELETE /api/v1/namespaces/default/pods/p");
        assertThat(pod("'serviceAccountName':'quiet','automountServiceAccountToken':true,")
                        .body()
                        .at("/spec/volumes")
                        .size())
                .isEqualTo(1);
        api.call("DELETE /api/v1/namespaces/default/pods/p");
        assertThat(pod("'automountServiceAccountToken':false,")
                        .body()
                        .at("/spec/volumes")
                        .size())
                .isZero();
    }

    @Test
    void theAccountsPullSecretsAreUsedWhereThePodNamesNone() {
        api.call("POST " + ACCOUNTS, "{'metadata':{'name':'puller'},'imagePullSecrets':[{'name':'registry'}]}");
        assertThat(pod("'serviceAccountName':'puller',").text("/spec/imagePullSecrets/0/name"))
                .isEqualTo("registry");
        api.call("DELETE /api/v1/namespaces/default/pods/p");
        Answer own = pod("'serviceAccount':'puller','imagePullSecrets':[{'name':'mine'}],");
        assertThat(own.body().at("/spec/imagePullSecrets").toString()).isEqualTo("[{\"name\":\"mine\"}]");
        assertThat(own.text("/spec/serviceAccountName")).isEqualTo("puller");
    }

    @Test
    void anAccountThatIsNotThereIsRefused() {
        Answer refused = pod("'serviceAccountName':'nosuch',");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("pods \"p\" is forbidden: error looking up service account default/nosuch:"
                        + " serviceaccount \"nosuch\" not found");
    }

    @Test
    void theDefaultAccountOfAFreshNamespaceIsWaitedForAWhile() {
        api.call("POST /api/v1/namespaces", "{'metadata':{'name':'fresh'}}");
        String pods = "POST /api/v1/namespaces/fresh/pods";
        String body = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}";
        CompletableFuture<ApiResponse> waiting = api.begin(pods, body);
        api.pass(Duration.ofMillis(300));
        assertThat(waiting).isNotDone();
        api.call("POST /api/v1/namespaces/fresh/serviceaccounts", "{'metadata':{'name':'default'}}");
        api.pass(Duration.ofMillis(300));
        assertThat(((ApiResponse.Full) waiting.join()).code()).isEqualTo(201);

        api.call("DELETE /api/v1/namespaces/fresh/serviceaccounts/default");
        CompletableFuture<ApiResponse> tooLong = api.begin(pods, body.replace("'p'", "'q'"));
        api.pass(Duration.ofSeconds(5));
        assertThat(tooLong).isCompletedExceptionally();
    }

    @Test
    void aProjectedTokenIsChecked() {
        String sources = "'volumes':[{'name':'v','projected':{'sources':[{'serviceAccountToken':"
                + "{'expirationSeconds':60,'path':'../up'}},{}]}}],";
        Answer refused = pod(sources);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value:"
                        + " 60: may not specify a duration less than 10 minutes")
                .contains("spec.volumes[0].projected.sources[0].serviceAccountToken.path: Invalid value: \"../up\":"
                        + " must not contain '..'");
        assertThat(api.call("GET /api/v1/namespaces/default/pods", new byte[0], Map.of())
                        .body()
                        .at("/items")
                        .size())
                .isZero();
    }
}
