package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stateful and daemon sets, replication controllers, cron jobs, autoscalers, budgets: what may be created and changed. */
class WorkloadKindsTest {

    private static final String APPS = "/apis/apps/v1/namespaces/default/";
    private static final String SETS = APPS + "statefulsets";
    private static final String DAEMONS = APPS + "daemonsets";
    private static final String REVISIONS = APPS + "controllerrevisions";
    private static final String CONTROLLERS = "/api/v1/namespaces/default/replicationcontrollers";
    private static final String CRON = "/apis/batch/v1/namespaces/default/cronjobs";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String SCALERS = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    private static final String TEMPLATE =
            "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}";
    private static final String SELECTOR = "'selector':{'matchLabels':{'a':'b'}},";
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json");

    private final TestApi api = new TestApi();

    private static String object(String spec) {
        return "{'metadata':{'name':'w'},'spec':{" + spec + "}}";
    }

    private static String workload(String more) {
        return object(SELECTOR + TEMPLATE + more);
    }

    private void isRefused(String path, String document, String message) {
        Answer refused = api.call("POST " + path, document);
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ,'replicas':-1                        | spec.replicas: Invalid value: -1: must be greater than or equal to 0
                    ,'podManagementPolicy':'X'            | spec.podManagementPolicy: Invalid value: "X": must be 'OrderedReady' or 'Parallel'
                    ,'updateStrategy':{'type':'X'}        | must be 'RollingUpdate' or 'OnDelete'
                    ,'updateStrategy':{'type':'OnDelete','rollingUpdate':{}}| spec.updateStrategy.rollingUpdate: Invalid value: {}: only allowed for updateStrategy 'RollingUpdate'
                    ,'updateStrategy':{'rollingUpdate':{'partition':-1}}    | spec.updateStrategy.rollingUpdate.partition: Invalid value: -1
                    ,'updateStrategy':{'rollingUpdate':{'maxUnavailable':0}}| spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0
                    ,'persistentVolumeClaimRetentionPolicy':{'whenScaled':'X'} | spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "X": supported values: "Delete", "Retain"
                    ,'ordinals':{'start':-1}              | spec.ordinals.start: Invalid value: -1
                    """)
    void aStatefulSetThatMeansNothingIsRefused(String fields, String message) {
        isRefused(SETS, workload(fields), message);
    }

    @Test
    void ofAStatefulSetOnlyWhatItRunsAndHowMuchChanges() {
        Answer created = api.call("POST " + SETS, workload(",'serviceName':'w'"));
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.text("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted"))
                .isEqualTo("Retain");
        Answer scaled = api.call("PATCH " + SETS + "/w/scale", "{'spec':{'replicas':3}}", merge());
        assertThat(scaled.text("/status/selector")).isEqualTo("a=b");
        Answer changed =
                api.call("PATCH " + SETS + "/w", "{'spec':{'minReadySeconds':3,'revisionHistoryLimit':1}}", STRATEGIC);
        assertThat(changed.body().at("/metadata/generation").asInt()).isEqualTo(3);
        Answer refused = api.call("PATCH " + SETS + "/w", "{'spec':{'serviceName':'x'}}", STRATEGIC);
        assertThat(refused.message())
                .contains("spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals'");
    }

    @Test
    void aStatefulSetsContainersMountItsClaims() {
        String mounting = workload(",'serviceName':'w','volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':"
                        + "{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}]")
                .replace("'image':", "'volumeMounts':[{'name':'data','mountPath':'/data'}],'image':");
        Answer created = api.call("POST " + SETS, mounting);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.body().at("/spec/template/spec").has("volumes")).isFalse();
        isRefused(
                SETS,
                mounting.replace("'volumeMounts':[{'name':'data'", "'volumeMounts':[{'name':'other'"),
                "spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"other\"");
    }

    private static Map<String, String> merge() {
        return Map.of("content-type", "application/merge-patch+json");
    }

    @Test
    void aStatefulSetsNameIsPartOfAHosts() {
        isRefused(
                SETS,
                workload("").replace("'name':'w'", "'name':'w.x'"),
                "metadata.name: Invalid value: \"w.x\": a lowercase RFC 1123 label");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'updateStrategy':{'type':'X'}                                      | spec.updateStrategy: Unsupported value: "X": supported values: "OnDelete", "RollingUpdate"
                    'updateStrategy':{'rollingUpdate':{'maxSurge':1}}                  | spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero
                    'updateStrategy':{'rollingUpdate':{'maxUnavailable':0}}            | spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0
                    'updateStrategy':{'rollingUpdate':{'maxUnavailable':'101%'}}       | must not be greater than 100%
                    'revisionHistoryLimit':-1                                          | spec.revisionHistoryLimit: Invalid value: -1
                    'selector':{}                                                      | spec.selector: Invalid value: {}: empty selector is invalid for daemonset
                    'selector':{'matchLabels':{'a':'c'}}                               | `selector` does not match template `labels`
                    """)
    void aDaemonSetThatMeansNothingIsRefused(String fields, String message) {
        String selector = fields.contains("'selector'") ? "" : SELECTOR;
        isRefused(DAEMONS, object(selector + TEMPLATE + "," + fields), message);
    }

    @Test
    void aDaemonSetCountsTheChangesOfItsTemplate() {
        String annotation = "/metadata/annotations/deprecated.daemonset.template.generation";
        assertThat(api.call("POST " + DAEMONS, workload("")).text(annotation)).isEqualTo("1");
        Answer same = api.call("PATCH " + DAEMONS + "/w", "{'spec':{'minReadySeconds':3}}", STRATEGIC);
        assertThat(same.text(annotation)).isEqualTo("1");
        Answer other = api.call(
                "PATCH " + DAEMONS + "/w",
                "{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'i:2'}]}}}}",
                STRATEGIC);
        assertThat(other.text(annotation)).isEqualTo("2");
        Answer retired = api.call("GET /apis/extensions/v1beta1/namespaces/default/daemonsets/w");
        assertThat(retired.body().at("/spec/templateGeneration").asInt()).isEqualTo(2);
        assertThat(retired.text(annotation)).isEmpty();
    }

    @Test
    void aRevisionStaysWhatItWas() {
        isRefused(REVISIONS, "{'metadata':{'name':'r'},'revision':1}", "data: Required value: data is mandatory");
        String revision = "{'metadata':{'name':'r'},'revision':%d,'data':{'spec':'%s'}}";
        assertThat(api.call("POST " + REVISIONS, revision.formatted(1, "a")).code())
                .isEqualTo(201);
        assertThat(api.call("PUT " + REVISIONS + "/r", revision.formatted(2, "a"))
                        .code())
                .isEqualTo(200);
        assertThat(api.call("PUT " + REVISIONS + "/r", revision.formatted(2, "b"))
                        .message())
                .contains("data: Invalid value")
                .contains("field is immutable");
    }

    @Test
    void aReplicationControllerTakesItsSelectorFromItsTemplate() {
        Answer created = api.call("POST " + CONTROLLERS, object(TEMPLATE));
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.text("/spec/selector/a")).isEqualTo("b");
        assertThat(created.text("/metadata/labels/a")).isEqualTo("b");
        assertThat(api.call("GET " + CONTROLLERS + "/w/scale").text("/status/selector"))
                .isEqualTo("a=b");
        isRefused(
                CONTROLLERS,
                object("'selector':{'a':'c'}," + TEMPLATE),
                "spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`");
    }

    @Test
    void aTemplateOfPodsStandsByItself() {
        Answer created =
                api.call("POST /api/v1/namespaces/default/podtemplates", "{'metadata':{'name':'t'}," + TEMPLATE + "}");
        assertThat(created.text("/template/spec/restartPolicy")).isEqualTo("Always");
        isRefused(
                "/api/v1/namespaces/default/podtemplates",
                "{'metadata':{'name':'u'},'template':{'spec':{'containers':[]}}}",
                "template.spec.containers: Required value");
    }

    private static String cron(String fields) {
        return object("'jobTemplate':{'spec':{" + TEMPLATE.replace("'spec':{", "'spec':{'restartPolicy':'Never',")
                + "}}," + fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'suspend':true                         | spec.schedule: Required value
                    'schedule':'* * *'                     | spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]
                    'schedule':'60 * * * *'                | end of range (60) above maximum (59): 60
                    'schedule':'* * 0 * *'                 | beginning of range (0) below minimum (1): 0
                    'schedule':'5-1 * * * *'               | beginning of range (5) beyond end of range (1): 5-1
                    'schedule':'*/0 * * * *'               | step of range should be a positive number: */0
                    'schedule':'a * * * *'                 | failed to parse int from a: strconv.Atoi: parsing \\"a\\": invalid syntax
                    'schedule':'@often'                    | unrecognized descriptor: @often
                    'schedule':'TZ=UTC * * * * *'          | cannot use TZ or CRON_TZ in schedule, use timeZone field instead
                    'schedule':'* * * * *','timeZone':''   | spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string
                    'schedule':'* * * * *','timeZone':'X/Y'| spec.timeZone: Invalid value: "X/Y": unknown time zone X/Y
                    'schedule':'* * * * *','concurrencyPolicy':'X' | spec.concurrencyPolicy: Unsupported value: "X": supported values: "Allow", "Forbid", "Replace"
                    'schedule':'* * * * *','startingDeadlineSeconds':-1 | spec.startingDeadlineSeconds: Invalid value: -1
                    """)
    void aCronJobThatNeverRunsIsRefused(String fields, String message) {
        isRefused(CRON, cron(fields), message.replace("\\\"", "\""));
    }

    @Test
    void aCronJobsPodsCanEnd() {
        isRefused(
                CRON,
                object("'schedule':'@hourly','jobTemplate':{'spec':{" + TEMPLATE + "}}"),
                "spec.jobTemplate.spec.template.spec.restartPolicy: Unsupported value: \"Always\"");
        Answer created =
                api.call("POST " + CRON, cron("'schedule':'*/5 0-6,12 1 jan mon-fri','timeZone':'Europe/Berlin'"));
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.text("/spec/concurrencyPolicy")).isEqualTo("Allow");
        assertThat(api.call("GET /apis/batch/v1beta1/namespaces/default/cronjobs/w")
                        .text("/apiVersion"))
                .isEqualTo("batch/v1beta1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'minAvailable':1,'maxUnavailable':1    | minAvailable and maxUnavailable cannot be both set
                    'minAvailable':-1                      | spec.minAvailable: Invalid value: -1: must be greater than or equal to 0
                    'maxUnavailable':'101%'                | spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%
                    'maxUnavailable':'x'                   | spec.maxUnavailable: Invalid value: "x": a valid percent string must be
                    'unhealthyPodEvictionPolicy':'X'       | spec.unhealthyPodEvictionPolicy: Unsupported value: "X": supported values: "AlwaysAllow", "IfHealthyBudget"
                    """)
    void aBudgetThatMeansNothingIsRefused(String fields, String message) {
        isRefused(BUDGETS, object(fields), message);
    }

    @Test
    void anEmptySelectorMeansNothingInTheRetiredVersionOfBudgets() {
        String old = "/apis/policy/v1beta1/namespaces/default/poddisruptionbudgets";
        api.call("POST " + old, object("'minAvailable':1,'selector':{}"));
        assertThat(api.call("GET " + BUDGETS + "/w").text("/spec/selector/matchExpressions/0/operator"))
                .isEqualTo("Exists");
        assertThat(api.call("GET " + old + "/w").body().at("/spec/selector").toString())
                .isEqualTo("{}");
        Answer blind = api.call("PUT " + BUDGETS + "/w", object("'minAvailable':2"));
        assertThat(blind.message())
                .contains("metadata.resourceVersion: Invalid value: \"\": must be specified for an update");
    }

    private static String scaler(String fields) {
        return object("'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'web'}," + fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'minReplicas':2                        | spec.maxReplicas: Invalid value: null: must be greater than 0
                    'minReplicas':0,'maxReplicas':1        | spec.minReplicas: Invalid value: 0: must be greater than or equal to 1
                    'minReplicas':2,'maxReplicas':1        | spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`
                    'maxReplicas':1,'metrics':[{'type':'X'}]        | spec.metrics[0].type: Unsupported value: "X"
                    'maxReplicas':1,'metrics':[{'type':'Pods'}]     | spec.metrics[0].pods: Required value: must populate information for the given metric source
                    'maxReplicas':1,'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization'}}}] | spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization
                    'maxReplicas':1,'behavior':{'scaleUp':{'policies':[]}}| spec.behavior.scaleUp.policies: Required value: must specify at least one Policy
                    'maxReplicas':1,'behavior':{'scaleUp':{'selectPolicy':'X'}}| spec.behavior.scaleUp.selectPolicy: Unsupported value: "X"
                    """)
    void anAutoscalerThatMeansNothingIsRefused(String fields, String message) {
        isRefused(SCALERS, scaler(fields), message);
    }

    @Test
    void anAutoscalerIsTheSameInBothItsVersions() {
        String v1 = SCALERS.replace("v2", "v1");
        Answer old = api.call("POST " + v1, scaler("'maxReplicas':4,'targetCPUUtilizationPercentage':50"));
        assertThat(old.code()).as(old.body().toString()).isEqualTo(201);
        Answer current = api.call("GET " + SCALERS + "/w");
        assertThat(current.body()
                        .at("/spec/metrics/0/resource/target/averageUtilization")
                        .asInt())
                .isEqualTo(50);
        api.call(
                "PATCH " + SCALERS + "/w",
                "{'spec':{'metrics':[{'type':'Resource','resource':{'name':'memory','target':{'type':'AverageValue',"
                        + "'averageValue':'1Gi'}}}]}}",
                merge());
        Answer shown = api.call("GET " + v1 + "/w");
        assertThat(shown.text("/metadata/annotations/autoscaling.alpha.kubernetes.io~1metrics"))
                .isEqualTo(
                        "[{\"type\":\"Resource\",\"resource\":{\"name\":\"memory\",\"targetAverageValue\":\"1Gi\"}}]");
        assertThat(shown.body().at("/spec").has("targetCPUUtilizationPercentage"))
                .isFalse();
    }
}
