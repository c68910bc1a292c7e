package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import org.junit.jupiter.api.Test;

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
        assertThat(api.call("POST " + JOBS, job("'name':'pi'", "'completionMode':'Indexed',", "Never"))
                        .message())
                .contains("spec.completionMode: Unsupported value: \"Indexed\"");
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
}
