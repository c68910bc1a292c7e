package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CPU and memory of a pod that is there, and nothing else of it, change by its subresource {@code resize}. */
class PodResizeTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json");

    private final TestApi api = new TestApi();

    @BeforeEach
    void create() {
        Answer created = api.call(
                "POST " + PODS,
                "{'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'i','image':'i','resources':{'requests':{'cpu':'100m'},'limits':{'memory':'64Mi'}}}],"
                        + "'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'100m','memory':'64Mi'},"
                        + "'limits':{'memory':'128Mi'}}}]}}");
        assertThat(created.code()).isEqualTo(201);
    }

    private Answer resize(String resources) {
        return api.call(
                "PATCH " + PODS + "/p/resize",
                "{'spec':{'containers':[{'name':'c','resources':" + resources + "}]}}",
                STRATEGIC);
    }

    @Test
    void onlyResourcesAreTakenFromWhatWasSent() {
        Answer resized = api.call(
                "PATCH " + PODS + "/p/resize",
                "{'metadata':{'labels':{'a':'b'}},'spec':{'activeDeadlineSeconds':5,'initContainers':[{'name':'i','resources':"
                        + "{'requests':{'cpu':'1'}}}],'containers':[{'name':'c','image':'other','resources':{'requests':{'cpu':'250m'}}}]}}",
                STRATEGIC);
        assertThat(resized.code()).isEqualTo(200);
        assertThat(resized.text("/spec/containers/0/resources/requests/cpu")).isEqualTo("250m");
        assertThat(resized.text("/spec/containers/0/resources/requests/memory")).isEqualTo("64Mi");
        assertThat(resized.text("/spec/containers/0/image")).isEqualTo("i");
        assertThat(resized.text("/spec/initContainers/0/resources/requests/cpu"))
                .isEqualTo("100m");
        assertThat(resized.body().path("spec").has("activeDeadlineSeconds")).isFalse();
        assertThat(resized.body().path("metadata").has("labels")).isFalse();
        assertThat(api.call("GET " + PODS + "/p/resize").text("/spec/containers/0/resources/requests/cpu"))
                .isEqualTo("250m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'limits':{'memory':'100Mi'}} | memory limits cannot be decreased unless resizePolicy is RestartContainer",
                "{'limits':{'memory':null}} | spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed",
                "{'requests':{'cpu':null}} | spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed",
                "{'requests':{'ephemeral-storage':'1Gi'}} | only cpu and memory resources are mutable",
                "{'requests':{'cpu':'-1'}} | must be greater than or equal to 0",
                "{'requests':{'memory':'1Gi'}} | must be less than or equal to memory limit of 128Mi",
            })
    void whatCannotBeIsRefused(String resources, String message) {
        Answer refused = resize(resources);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void theClassOfServiceStays() {
        api.call(
                "POST " + PODS,
                "{'metadata':{'name':'g'},'spec':{'containers':[{'name':'c','image':'i','resources':{'limits':{'cpu':'1','memory':'1Gi'}}}]}}");
        Answer refused = api.call(
                "PATCH " + PODS + "/g/resize",
                "{'spec':{'containers':[{'name':'c','resources':{'limits':{'cpu':'2'}}}]}}",
                STRATEGIC);
        assertThat(refused.message()).contains("Pod QOS Class may not change as a result of resizing");
        Answer both = api.call(
                "PATCH " + PODS + "/g/resize",
                "{'spec':{'containers':[{'name':'c','resources':{'limits':{'cpu':'2'},'requests':{'cpu':'2'}}}]}}",
                STRATEGIC);
        assertThat(both.code()).isEqualTo(200);
    }

    @Test
    void limitRangesAndQuotasHoldForWhatGrows() {
        api.call(
                "POST /api/v1/namespaces/default/resourcequotas",
                "{'metadata':{'name':'q'},'spec':{'hard':{'requests.cpu':'500m'}}}");
        assertThat(resize("{'requests':{'cpu':'400m'}}").code()).isEqualTo(200);
        Answer beyond = resize("{'requests':{'cpu':'600m'}}");
        assertThat(beyond.code()).isEqualTo(403);
        assertThat(beyond.message()).contains("exceeded quota: q");
        api.call(
                "POST /api/v1/namespaces/default/limitranges",
                "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','max':{'memory':'256Mi'}}]}}");
        Answer above = resize("{'limits':{'memory':'512Mi'}}");
        assertThat(above.code()).isEqualTo(403);
        assertThat(above.message()).contains("maximum memory usage per Container is 256Mi");
        assertThat(resize("{'limits':{'memory':'200Mi'}}").code()).isEqualTo(200);
    }

    @Test
    void anOrdinaryUpdateStillMayNot() {
        Answer refused = api.call(
                "PATCH " + PODS + "/p",
                "{'spec':{'containers':[{'name':'c','resources':{'requests':{'cpu':'250m'}}}]}}",
                STRATEGIC);
        assertThat(refused.code()).isEqualTo(422);
    }
}
