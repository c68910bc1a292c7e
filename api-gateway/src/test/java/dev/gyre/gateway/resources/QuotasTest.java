package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotas as clients know them: what they let in, what they refuse, and in which words. */
class QuotasTest {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final Map<String, String> MERGE = Map.of("content-type", "application/merge-patch+json");

    private final TestApi api = new TestApi();

    private Answer quota(String name, String spec) {
        return api.call(
                "POST " + NAMESPACE + "resourcequotas", "{'metadata':{'name':'" + name + "'},'spec':{" + spec + "}}");
    }

    private Answer pod(String name, String resources, String spec) {
        return api.call(
                "POST " + NAMESPACE + "pods",
                "{'metadata':{'name':'" + name + "'},'spec':{" + spec
                        + "'containers':[{'name':'c','image':'i','resources':{" + resources + "}}]}}");
    }

    private Answer pod(String name) {
        return pod(name, "", "");
    }

    private Answer service(String name, String spec) {
        return api.call(
                "POST " + NAMESPACE + "services",
                "{'metadata':{'name':'" + name + "'},'spec':{'ports':[{'port':80}]," + spec + "}}");
    }

    private void end(String pod) {
        assertThat(api.call("PATCH " + NAMESPACE + "pods/" + pod + "/status", "{'status':{'phase':'Succeeded'}}", MERGE)
                        .code())
                .isEqualTo(200);
    }

    @Test
    void podsUpToTheLimitAndNoMore() {
        quota("few", "'hard':{'pods':'2'}");
        assertThat(pod("a").code()).isEqualTo(201);
        assertThat(pod("b").code()).isEqualTo(201);

        Answer refused = pod("c");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.text("/reason")).isEqualTo("Forbidden");
        assertThat(refused.text("/details/kind")).isEqualTo("pods");
        assertThat(refused.message())
                .isEqualTo(
                        "pods \"c\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2");

        api.call("DELETE " + NAMESPACE + "pods/a");
        assertThat(pod("c").code()).isEqualTo(201);
    }

    @Test
    void aPodThatHasEndedCountsOnlyAsAnObject() {
        quota("few", "'hard':{'pods':'1','count/pods':'2'}");
        pod("a");
        end("a");
        assertThat(pod("b").code()).isEqualTo(201);
        end("b");
        assertThat(pod("c").message())
                .endsWith("exceeded quota: few, requested: count/pods=1, used: count/pods=2, limited: count/pods=2");
    }

    @Test
    void amountsAddUp() {
        quota("sizes", "'hard':{'requests.cpu':'1','limits.memory':'1Gi','pods':'10'}");
        assertThat(pod("a", "'requests':{'cpu':'600m'},'limits':{'memory':'512Mi'}", "")
                        .code())
                .isEqualTo(201);
        assertThat(pod("b", "'requests':{'cpu':'0.5'},'limits':{'memory':'768Mi'}", "")
                        .message())
                .isEqualTo("pods \"b\" is forbidden: exceeded quota: sizes,"
                        + " requested: limits.memory=768Mi,requests.cpu=500m,"
                        + " used: limits.memory=512Mi,requests.cpu=600m, limited: limits.memory=1Gi,requests.cpu=1");
        assertThat(pod("b", "'requests':{'cpu':'400m'},'limits':{'memory':'512Mi'}", "")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void whatIsLimitedHasToBeSaid() {
        quota("sizes", "'hard':{'requests.cpu':'1','limits.cpu':'1'}");
        assertThat(pod("a").message())
                .isEqualTo("pods \"a\" is forbidden: failed quota: sizes:"
                        + " must specify limits.cpu for: c; requests.cpu for: c");
        assertThat(pod("a", "'limits':{'cpu':'100m'}", "'initContainers':[{'name':'b','image':'i'}],")
                        .message())
                .endsWith("must specify limits.cpu for: b; requests.cpu for: b");
    }

    @Test
    void extendedResourcesAndEphemeralStorageAreCounted() {
        quota("devices", "'hard':{'requests.example.com/gpu':'1','requests.ephemeral-storage':'1Gi'}");
        String gpu = "'limits':{'example.com/gpu':'1'},'requests':{'example.com/gpu':'1'}";
        assertThat(pod("a", gpu, "").code()).isEqualTo(201);
        assertThat(pod("b", gpu, "").message())
                .contains("requested: requests.example.com/gpu=1, used: requests.example.com/gpu=1");
        assertThat(pod("c", "'requests':{'ephemeral-storage':'2Gi'}", "").message())
                .contains("requested: requests.ephemeral-storage=2Gi, used: requests.ephemeral-storage=0");
    }

    @ParameterizedTest
    @CsvSource({
        "configmaps, v1, configmaps",
        "secrets, v1, count/secrets",
        "resourcequotas, v1, resourcequotas",
        "endpoints, v1, count/endpoints",
        "deployments, apps/v1, count/deployments.apps",
        "leases, coordination.k8s.io/v1, count/leases.coordination.k8s.io"
    })
    void objectsAreCountedByTheirKind(String plural, String version, String resource) {
        String spec = plural.equals("deployments")
                ? ",'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
                        + "'spec':{'containers':[{'name':'c','image':'i'}]}}}"
                : "";
        boolean isOwnKind = plural.equals("resourcequotas");
        quota("objects", "'hard':{'" + resource + "':'" + (isOwnKind ? 2 : 1) + "'}");
        String path = (version.equals("v1") ? "/api/" : "/apis/") + version + "/namespaces/default/" + plural;
        assertThat(api.call("POST " + path, "{'metadata':{'name':'a'}" + spec + "}")
                        .code())
                .isEqualTo(201);
        Answer refused = api.call("POST " + path, "{'metadata':{'name':'b'}" + spec + "}");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message()).contains("is forbidden: exceeded quota: objects, requested: " + resource + "=1");
        assertThat(api.call("PATCH " + path + "/a", "{'metadata':{'labels':{'changed':'yes'}}}", MERGE)
                        .code())
                .isEqualTo(200);
    }

    @Test
    void eventsAreNeverCounted() {
        quota("objects", "'hard':{'count/events':'0'}");
        String event = "{'metadata':{'name':'e'},'involvedObject':{'namespace':'default'}}";
        assertThat(api.call("POST " + NAMESPACE + "events", event).code()).isEqualTo(201);
    }

    @Test
    void aServiceThatBecomesPublicTakesMore() {
        quota("ports", "'hard':{'services':'3','services.nodeports':'1','services.loadbalancers':'0'}");
        assertThat(service("a", "'type':'NodePort'").code()).isEqualTo(201);
        assertThat(service("b", "'type':'ClusterIP'").code()).isEqualTo(201);
        Answer refused = api.call("PATCH " + NAMESPACE + "services/b", "{'spec':{'type':'NodePort'}}", MERGE);
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("services \"b\" is forbidden: exceeded quota: ports, requested: services.nodeports=1,"
                        + " used: services.nodeports=1, limited: services.nodeports=1");
        assertThat(service("c", "'type':'LoadBalancer','allocateLoadBalancerNodePorts':false")
                        .message())
                .contains("requested: services.loadbalancers=1, used: services.loadbalancers=0");
        assertThat(api.call("PATCH " + NAMESPACE + "services/a", "{'spec':{'type':'ClusterIP'}}", MERGE)
                        .code())
                .isEqualTo(200);
        assertThat(api.call("PATCH " + NAMESPACE + "services/b", "{'spec':{'type':'NodePort'}}", MERGE)
                        .code())
                .isEqualTo(200);
    }

    @Test
    void scopesTellWhichPodsAreMeant() {
        api.call("POST /apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata':{'name':'high'},'value':100}");
        api.call("POST /apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata':{'name':'low'},'value':1}");
        quota("careless", "'hard':{'pods':'0'},'scopes':['BestEffort']");
        quota("brief", "'hard':{'pods':'0'},'scopes':['Terminating']");
        quota(
                "important",
                "'hard':{'pods':'0'},'scopeSelector':{'matchExpressions':"
                        + "[{'scopeName':'PriorityClass','operator':'In','values':['high']}]}");
        quota("nosy", "'hard':{'pods':'0'},'scopes':['CrossNamespacePodAffinity']");
        String requests = "'requests':{'cpu':'1m'}";
        assertThat(pod("a").message()).contains("exceeded quota: careless");
        assertThat(pod("a", requests, "'activeDeadlineSeconds':5,").message()).contains("exceeded quota: brief");
        assertThat(pod("a", requests, "'priorityClassName':'high',").message()).contains("exceeded quota: important");
        assertThat(pod(
                                "a",
                                requests,
                                "'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                                        + "[{'topologyKey':'zone','namespaces':['other']}]}},")
                        .message())
                .contains("exceeded quota: nosy");
        assertThat(pod("a", requests, "'priorityClassName':'low',").code()).isEqualTo(201);
        Answer deadline = api.call("PATCH " + NAMESPACE + "pods/a", "{'spec':{'activeDeadlineSeconds':5}}", MERGE);
        assertThat(deadline.message()).contains("exceeded quota: brief");
    }

    @Test
    void aQuotaBelowWhatIsUsedStopsOnlyWhatIsNew() {
        pod("a");
        pod("b");
        assertThat(quota("few", "'hard':{'pods':'1'}").code()).isEqualTo(201);
        assertThat(api.call("PATCH " + NAMESPACE + "pods/a", "{'metadata':{'labels':{'x':'y'}}}", MERGE)
                        .code())
                .isEqualTo(200);
        assertThat(pod("c").message()).contains("used: pods=2, limited: pods=1");
        assertThat(api.call("PATCH " + NAMESPACE + "resourcequotas/few", "{'spec':{'hard':{'pods':'3'}}}", MERGE)
                        .code())
                .isEqualTo(200);
        assertThat(pod("c").code()).isEqualTo(201);
    }

    @Test
    void theStatusSaysNothingAboutWhatMayBe() {
        quota("few", "'hard':{'pods':'1'}");
        pod("a");
        Answer status = api.call(
                "PATCH " + NAMESPACE + "resourcequotas/few/status",
                "{'status':{'hard':{'pods':'100'},'used':{'pods':'0'}}}",
                MERGE);
        assertThat(status.code()).isEqualTo(200);
        assertThat(pod("b").message()).contains("used: pods=1, limited: pods=1");
    }

    @Test
    void otherNamespacesAreFree() {
        quota("none", "'hard':{'pods':'0'}");
        assertThat(api.call(
                                "POST /api/v1/namespaces/kube-public/pods",
                                "{'metadata':{'name':'a'},'spec':{'containers':[{'name':'c','image':'i'}]}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aDryRunIsCountedAndTakesNothing() {
        quota("few", "'hard':{'configmaps':'1'}");
        String dry = "POST " + NAMESPACE + "configmaps?dryRun=All";
        assertThat(api.call(dry, "{'metadata':{'name':'a'}}").code()).isEqualTo(201);
        assertThat(api.call("POST " + NAMESPACE + "configmaps", "{'metadata':{'name':'a'}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.call(dry, "{'metadata':{'name':'b'}}").code()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'hard':{'pods':'-1'}; spec.hard[pods]: Invalid value: \"-1\": must be greater than or equal to 0",
                "'hard':{'pods':'500m'}; spec.hard[pods]: Invalid value: \"500m\": must be an integer",
                "'hard':{'count/x.y':'0.5'}; spec.hard[count/x.y]: Invalid value: \"500m\": must be an integer",
                "'hard':{'storage':'1'}; spec.hard[storage]: Invalid value: \"storage\": must be a standard resource for quota",
                "'hard':{'foo':'1'}; must be a standard resource type or fully qualified",
                "'hard':{'pods':'1'},'scopes':['Some']; spec.scopes: Invalid value: [\"Some\"]: unsupported scope",
                "'hard':{'cpu':'1'},'scopes':['BestEffort']; spec.scopes: Invalid value: [\"BestEffort\"]: unsupported scope applied to resource",
                "'hard':{'services':'1'},'scopes':['Terminating']; unsupported scope applied to resource",
                "'hard':{'pods':'1'},'scopes':['BestEffort','NotBestEffort']; conflicting scopes",
                "'hard':{'pods':'1'},'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In'}]}; spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
                "'hard':{'pods':'1'},'scopeSelector':{'matchExpressions':[{'scopeName':'Terminating','operator':'DoesNotExist'}]}; must be 'Exist' when scope is any of"
            },
            quoteCharacter = '^')
    void whatNoQuotaCanBe(String spec, String fault) {
        Answer refused = quota("q", spec);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(fault);
    }

    @Test
    void scopesAreFixed() {
        quota("q", "'hard':{'pods':'1'},'scopes':['Terminating']");
        Answer refused =
                api.call("PATCH " + NAMESPACE + "resourcequotas/q", "{'spec':{'scopes':['NotTerminating']}}", MERGE);
        assertThat(refused.message()).contains("spec.scopes: Invalid value: [\"NotTerminating\"]: field is immutable");
    }
}
