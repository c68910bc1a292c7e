package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limit ranges: what pods are given, what pods are refused, and which ranges make no sense. */
class LimitRangesTest {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";

    private final TestApi api = new TestApi();

    private Answer range(String items) {
        return api.call(
                "POST " + NAMESPACE + "limitranges", "{'metadata':{'name':'sizes'},'spec':{'limits':[" + items + "]}}");
    }

    private Answer pod(String resources, String initResources) {
        return api.call(
                "POST " + NAMESPACE + "pods",
                "{'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'first','image':'i','resources':{"
                        + initResources + "}}],'containers':[{'name':'c','image':'i','resources':{" + resources
                        + "}}]}}");
    }

    @Test
    void containersAreGivenWhatTheyLeaveOpen() {
        range("{'type':'Container','default':{'cpu':'500m','memory':'512Mi'},'defaultRequest':{'cpu':'100m'}}");
        Answer pod = pod("'requests':{'cpu':'200m'}", "'limits':{'memory':'1Gi'}");

        assertThat(pod.code()).isEqualTo(201);
        assertThat(pod.body().at("/spec/containers/0/resources").toString().replace('"', '\''))
                .isEqualTo("{'requests':{'cpu':'200m','memory':'512Mi'},'limits':{'cpu':'500m','memory':'512Mi'}}");
        assertThat(pod.body().at("/spec/initContainers/0/resources").toString().replace('"', '\''))
                .isEqualTo("{'limits':{'memory':'1Gi','cpu':'500m'},'requests':{'memory':'1Gi','cpu':'100m'}}");
        assertThat(pod.text("/metadata/annotations/kubernetes.io~1limit-ranger"))
                .isEqualTo("LimitRanger plugin set: memory request for container c; cpu, memory limit for container c;"
                        + " cpu request for init container first; cpu limit for init container first");
        assertThat(pod.text("/status/qosClass")).isEqualTo("Burstable");
    }

    @Test
    void aPodThatAsksForAllItselfIsLeftAlone() {
        range("{'type':'Container','default':{'cpu':'500m'}}");
        Answer pod = pod("'limits':{'cpu':'1'}", "'limits':{'cpu':'1'}");
        assertThat(pod.body().at("/metadata/annotations").isMissingNode()).isTrue();
    }

    @Test
    void containersStayBetweenTheBounds() {
        range("{'type':'Container','min':{'cpu':'100m','memory':'64Mi'},'max':{'cpu':'1','memory':'1Gi'}}");
        Answer refused = pod("'requests':{'cpu':'50m'},'limits':{'cpu':'2','memory':'32Mi'}", "");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "pods \"p\" is forbidden: [minimum cpu usage per Container is 100m, but request is 50m, minimum"
                                + " memory usage per Container is 64Mi, but request is 32Mi, maximum cpu usage per Container is 1,"
                                + " but limit is 2]");
    }

    @Test
    void whatIsBoundedHasToBeSaid() {
        range("{'type':'Pod','max':{'memory':'1Gi'}}");
        assertThat(pod("", "").message())
                .isEqualTo("pods \"p\" is forbidden: maximum memory usage per Pod is 1Gi.  No limit is specified");
    }

    @Test
    void aPodIsMeasuredAsAWhole() {
        range("{'type':'Pod','min':{'cpu':'200m'},'max':{'cpu':'1'},'maxLimitRequestRatio':{'cpu':'2'}}");
        assertThat(pod("'requests':{'cpu':'100m'},'limits':{'cpu':'300m'}", "").message())
                .isEqualTo("pods \"p\" is forbidden: [minimum cpu usage per Pod is 200m, but request is 100m,"
                        + " cpu max limit to request ratio per Pod is 2, but provided ratio is 3.000000]");
        assertThat(pod("'requests':{'cpu':'200m'},'limits':{'cpu':'400m'}", "").code())
                .isEqualTo(201);
    }

    @Test
    void defaultsCountAgainstQuotas() {
        range("{'type':'Container','default':{'cpu':'600m'}}");
        api.call(
                "POST " + NAMESPACE + "resourcequotas",
                "{'metadata':{'name':'q'},'spec':{'hard':{'requests.cpu':'1'}}}");
        assertThat(pod("", "").code()).isEqualTo(201);
        Answer second = api.call(
                "POST " + NAMESPACE + "pods",
                "{'metadata':{'name':'p2'},'spec':{'containers':[{'name':'c','image':'i'}]}}");
        assertThat(second.message()).contains("requested: requests.cpu=600m, used: requests.cpu=600m");
    }

    @Test
    void podsThatAreThereAreLeftAlone() {
        pod("", "");
        range("{'type':'Container','min':{'cpu':'100m'},'max':{'cpu':'200m'}}");
        Answer changed = api.call(
                "PATCH " + NAMESPACE + "pods/p",
                "{'metadata':{'labels':{'x':'y'}}}",
                java.util.Map.of("content-type", "application/merge-patch+json"));
        assertThat(changed.code()).isEqualTo(200);
        assertThat(changed.body().at("/spec/containers/0/resources").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'type':'Box'}; spec.limits[0].type: Invalid value: \"Box\": must be a standard limit type or fully qualified",
                "{'type':'Pod'},{'type':'Pod'}; spec.limits[1].type: Duplicate value: \"Pod\"",
                "{'type':'Pod','default':{'cpu':'1'}}; spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
                "{'type':'Container','max':{'pods':'1'}}; spec.limits[0].max[pods]: Invalid value: \"pods\": must be a standard resource for containers",
                "{'type':'Container','min':{'cpu':'2'},'max':{'cpu':'1'}}; spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1",
                "{'type':'Container','min':{'cpu':'2'},'defaultRequest':{'cpu':'1'}}; spec.limits[0].defaultRequest[cpu]: Invalid value: \"1\": min value 2 is greater than default request value 1",
                "{'type':'Container','max':{'cpu':'1'},'default':{'cpu':'2'}}; default value 2 is greater than max value 1",
                "{'type':'Container','default':{'cpu':'1'},'defaultRequest':{'cpu':'2'}}; default request value 2 is greater than default limit value 1",
                "{'type':'Container','maxLimitRequestRatio':{'cpu':'500m'}}; spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"500m\": ratio 500m is less than 1",
                "{'type':'Container','min':{'memory':'512Mi'},'max':{'memory':'2Gi'},'maxLimitRequestRatio':{'memory':'10'}}; ratio 10 is greater than max/min = 4.000000",
                "{'type':'Container','default':{'example.com/gpu':'2'},'defaultRequest':{'example.com/gpu':'1'}}; default value 2 must equal to defaultRequest value 1 in example.com/gpu",
                "{'type':'PersistentVolumeClaim'}; either minimum or maximum storage value is required, but neither was provided"
            },
            quoteCharacter = '^')
    void whatNoRangeCanBe(String items, String fault) {
        Answer refused = range(items);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(fault);
    }
}
