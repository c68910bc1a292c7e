package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The subresource by which {@code kubectl debug} adds to a pod that runs, and what else is valid only there. */
class EphemeralContainersTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String PART = PODS + "/p/ephemeralcontainers";
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json");
    private static final String POD = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}";

    private final TestApi api = new TestApi();

    @BeforeEach
    void create() {
        assertThat(api.call("POST " + PODS, POD).code()).isEqualTo(201);
    }

    private Answer add(String container) {
        return api.call("PATCH " + PART, "{'spec':{'ephemeralContainers':[" + container + "]}}", STRATEGIC);
    }

    @Test
    void aPatchAddsOneWithItsDefaults() {
        Answer added = add("{'name':'d','image':'busybox','targetContainerName':'c','stdin':true,'tty':true}");
        assertThat(added.code()).isEqualTo(200);
        assertThat(added.text("/spec/ephemeralContainers/0/imagePullPolicy")).isEqualTo("Always");
        assertThat(added.text("/spec/ephemeralContainers/0/targetContainerName"))
                .isEqualTo("c");
        assertThat(add("{'name':'e','image':'busybox'}")
                        .body()
                        .at("/spec/ephemeralContainers")
                        .size())
                .isEqualTo(2);
        assertThat(api.call("GET " + PART)
                        .body()
                        .at("/spec/ephemeralContainers")
                        .toString())
                .contains("\"name\":\"d\"", "\"name\":\"e\"");
    }

    @Test
    void nothingElseOfThePodChangesThere() {
        Answer patched = api.call(
                "PATCH " + PART,
                "{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'other'}],"
                        + "'ephemeralContainers':[{'name':'d','image':'busybox'}]},'status':{'phase':'Failed'}}",
                STRATEGIC);
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.text("/spec/containers/0/image")).isEqualTo("i");
        assertThat(patched.text("/metadata/labels/a")).isEmpty();
        assertThat(patched.text("/status/phase")).isEqualTo("Pending");
        assertThat(patched.text("/spec/ephemeralContainers/0/name")).isEqualTo("d");
    }

    @Test
    void oneThatIsThereStaysAsItIs() {
        add("{'name':'d','image':'busybox'}");
        assertThat(add("{'name':'d','image':'other'}").message())
                .contains(
                        "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"d\" may not be changed");
        Answer pod = api.call("GET " + PART);
        pod.body().withObjectProperty("spec").putArray("ephemeralContainers");
        assertThat(api.call("PUT " + PART, pod.body()).message()).contains("\"d\" may not be removed");
    }

    @Test
    void whatOthersWouldDependOnIsForbidden() {
        Answer refused = add("{'name':'d','image':'i','targetContainerName':'x','ports':[{'containerPort':80}],"
                + "'livenessProbe':{'tcpSocket':{'port':1}},'resources':{'limits':{'cpu':'1'}}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("spec.ephemeralContainers[0].targetContainerName: Not found: \"x\"")
                .contains("spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container")
                .contains("spec.ephemeralContainers[0].livenessProbe: Forbidden")
                .contains("spec.ephemeralContainers[0].resources: Forbidden");
        assertThat(add("{'name':'c','image':'i'}").message())
                .contains("spec.ephemeralContainers[0].name: Duplicate value: \"c\"");
    }

    @Test
    void theyCannotBeThereFromTheStartNorBySomeOtherWay() {
        Answer created = api.call(
                "POST " + PODS,
                "{'metadata':{'name':'q'},'spec':{'containers':[{'name':'c','image':'i'}],"
                        + "'ephemeralContainers':[{'name':'d','image':'i'}]}}");
        assertThat(created.code()).isEqualTo(422);
        assertThat(created.message()).contains("spec.ephemeralContainers: Forbidden: cannot be set on create");
        Answer updated = api.call(
                "PATCH " + PODS + "/p", "{'spec':{'ephemeralContainers':[{'name':'d','image':'i'}]}}", STRATEGIC);
        assertThat(updated.code()).isEqualTo(422);
        assertThat(updated.message()).contains("pod updates may not change fields other than");
    }

    @Test
    void gracePeriodsOfProbesAreForProbesThatStopSomething() {
        Answer refused = api.call(
                "POST " + PODS,
                "{'metadata':{'name':'q'},'spec':{'containers':[{'name':'c','image':'i',"
                        + "'readinessProbe':{'tcpSocket':{'port':1},'terminationGracePeriodSeconds':5},"
                        + "'livenessProbe':{'tcpSocket':{'port':1},'terminationGracePeriodSeconds':0}}]}}");
        assertThat(refused.message())
                .contains("readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for"
                        + " readinessProbes")
                .contains("livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0");
    }
}
