package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs: what the gateway gives them, and what it does not take. */
class JobsTest {

    private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";

    private final TestApi api = new TestApi();

    private static String job(String name, String spec, String policy) {
        return "{'metadata':{" + name + "},'spec':{" + spec + "'template':{'spec':{'restartPolicy':'" + policy
                + "','containers':[{'name':'c','image':'i'}]}}}}";
    }

    @Test
    void aJobsPodsAreToldByItsUid() {
        Answer job = api.call("POST " + JOBS, job("'generateName':'pi-'", "", "Never"));
        assertThat(job.code()).isEqualTo(201);
        String uid = job.text("/metadata/uid");
        String labels = "/spec/template/metadata/labels/";
        assertThat(job.text("/spec/selector/matchLabels/batch.kubernetes.io~1controller-uid"))
                .isEqualTo(uid);
        assertThat(job.text(labels + "batch.kubernetes.io~1controller-uid")).isEqualTo(uid);
        assertThat(job.text(labels + "batch.kubernetes.io~1job-name"))
                .isEqualTo(job.text("/metadata/name"))
                .startsWith("pi-");
        assertThat(job.body().at("/spec/completions").asInt()).isEqualTo(1);
        assertThat(job.body().at("/spec/backoffLimit").asInt()).isEqualTo(6);
    }

    @Test
    void aJobThatCouldNotEndIsRefused() {
        assertThat(api.call("POST " + JOBS, job("'name':'pi'", "", "Always")).message())
                .contains(
                        "spec.template.spec.restartPolicy: Unsupported value: \"Always\": supported values: \"Never\","
                                + " \"OnFailure\"");
        assertThat(api.call("POST " + JOBS, job("'name':'pi'", "'backoffLimit':-1,", "Never"))
                        .message())
                .contains("spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0");
    }

    @Test
    void whatAJobMeansIsFixed() {
        api.call("POST " + JOBS, job("'name':'pi'", "", "Never"));
        Answer refused = api.call(
                "PATCH " + JOBS + "/pi",
                "{'spec':{'completions':5}}",
                java.util.Map.of("content-type", "application/merge-patch+json"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("spec.completions: Invalid value: 5: field is immutable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'completionMode':'X',                       | spec.completionMode: Unsupported value: "X": supported values: "Indexed", "NonIndexed"
            'completionMode':'Indexed','parallelism':2, | spec.completions: Required value: when completion mode is Indexed
            'completionMode':'Indexed','completions':1,'parallelism':100001, | spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed
            'backoffLimitPerIndex':1,                   | spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode
            'completionMode':'Indexed','completions':3,'maxFailedIndexes':1, | spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified
            'completionMode':'Indexed','completions':3,'backoffLimitPerIndex':1,'maxFailedIndexes':4, | spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions
            'managedBy':'me',                           | spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")
            'podReplacementPolicy':'X',                 | spec.podReplacementPolicy: Unsupported value: "X": supported values: "Failed", "TerminatingOrFailed"
            'podReplacementPolicy':'TerminatingOrFailed','podFailurePolicy':{'rules':[]}, | spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"
            'podFailurePolicy':{'rules':[{'onExitCodes':{'operator':'In','values':[1]}}]}, | spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]
            'podFailurePolicy':{'rules':[{'action':'FailIndex','onExitCodes':{'operator':'In','values':[1]}}]}, | spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set
            'podFailurePolicy':{'rules':[{'action':'Count'}]}, | specifying one of OnExitCodes and OnPodConditions is required
            'podFailurePolicy':{'rules':[{'action':'Count','onExitCodes':{'operator':'In','values':[0]}}]}, | spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator
            'podFailurePolicy':{'rules':[{'action':'Count','onExitCodes':{'operator':'In','values':[2,1]}}]}, | spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered
            'podFailurePolicy':{'rules':[{'action':'Count','onExitCodes':{'operator':'In','values':[1],'containerName':'x'}}]}, | must be one of the container or initContainer names in the pod template
            'successPolicy':{'rules':[{'succeededCount':1}]}, | spec.successPolicy: Invalid value: {"rules":[{"succeededCount":1}]}: requires indexed completion mode
            'completionMode':'Indexed','completions':3,'successPolicy':{'rules':[{}]}, | spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified
            'completionMode':'Indexed','completions':3,'successPolicy':{'rules':[{'succeededIndexes':'0-3'}]}, | spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-3": error parsing succeededIndexes: too large index: "3"
            'completionMode':'Indexed','completions':3,'successPolicy':{'rules':[{'succeededIndexes':'0','succeededCount':2}]}, | must be less than or equal to 1 (the number of indexes in the specified succeededIndexes field)
            """)
    void aJobThatMeansNothingIsRefused(String spec, String message) {
        Answer refused = api.call("POST " + JOBS, job("'name':'pi'", spec, "Never"));
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void aPodFailurePolicyIsForPodsThatAreNotRestarted() {
        String policy =
                "'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':[{'type':'DisruptionTarget'}]}]},";
        assertThat(api.call("POST " + JOBS, job("'name':'pi'", policy, "OnFailure"))
                        .message())
                .contains("spec.template.spec.restartPolicy: Invalid value: \"OnFailure\": only \"Never\" is supported"
                        + " when podFailurePolicy is specified");
        Answer created = api.call("POST " + JOBS, job("'name':'pi'", policy, "Never"));
        assertThat(created.text("/spec/podReplacementPolicy")).isEqualTo("Failed");
        assertThat(created.text("/spec/podFailurePolicy/rules/0/onPodConditions/0/status"))
                .isEqualTo("True");
    }

    @Test
    void anIndexedJobGrowsWithItsParallelism() {
        api.call(
                "POST " + JOBS,
                job("'name':'pi'", "'completionMode':'Indexed','completions':2,'parallelism':2,", "Never"));
        assertThat(patch("{'spec':{'completions':3}}").message())
                .contains("spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism");
        assertThat(patch("{'spec':{'completions':3,'parallelism':3}}").code()).isEqualTo(200);
        assertThat(patch("{'spec':{'completionMode':'NonIndexed'}}").message())
                .contains("spec.completionMode: Invalid value: \"NonIndexed\": field is immutable");
    }

    @Test
    void whereAJobIsToRunIsOpenAsLongAsItRests() {
        String elsewhere = "{'spec':{'template':{'metadata':{'annotations':{'queue':'a'}},"
                + "'spec':{'nodeSelector':{'zone':'b'},'tolerations':[{'key':'k','operator':'Exists'}]}}}}";
        api.call("POST " + JOBS, job("'name':'pi'", "'suspend':true,", "Never"));
        assertThat(patch(elsewhere).code()).isEqualTo(200);
        assertThat(patch("{'spec':{'template':{'spec':{'priorityClassName':'x'}}}}")
                        .message())
                .contains("spec.template: Invalid value")
                .contains("field is immutable");
        assertThat(patch("{'spec':{'suspend':false}}").code()).isEqualTo(200);
        assertThat(patch("{'spec':{'template':{'spec':{'nodeSelector':{'zone':'c'}}}}}")
                        .message())
                .contains("field is immutable");
    }

    private Answer patch(String document) {
        return api.call(
                "PATCH " + JOBS + "/pi", document, java.util.Map.of("content-type", "application/merge-patch+json"));
    }
}
