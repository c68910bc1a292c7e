package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.auth.SignerPermission;
import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.gateway.testing.TestAuthority;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Requests for certificates, from the asking to the certificate, under the rules that keep verdict and signature apart. */
class CertificateRequestsTest {

    private static final String SIGNER = "kubernetes.io/kube-apiserver-client";
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    /** Of O=dev, CN=jane. */
    private static final String JANE =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTU1Bb0dBMVVFQ2d3RFpHVjJNUTB3Q3dZRFZRUUREQVJxWVc1bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVTUE5PTkxvTWNjdjkwbVM1cXhDVk5GZEt4Yk0yWXBlSXZaWEhvN1JtCnRQcTR4NTZ2emVPWmkvM2JkS0oyemhkK09CVU1tcmVOaUkxZEZSeWs1T1dhSmFBQU1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJUURnL09JZ2pCcVZQejl3TC91ekE2QU5iaGFTWTdjUU1oWllaM1lCQ2dvQ0xRSWdMMm5RZGh2Lwp4WVVxamZtRm11b3FvZnAvVkZSTTFsV3I3TDY4dWdzVlliVT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

    /** Of O=system:masters, CN=eve. */
    private static final String EVE =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIaU1JR0pBZ0VBTUNjeEZ6QVZCZ05WQkFvTURuTjVjM1JsYlRwdFlYTjBaWEp6TVF3d0NnWURWUVFEREFObApkbVV3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVJJODA0MHVneHh5LzNTWkxtckVKVTBWMHJGCnN6WmlsNGk5bGNlanRHYTArcmpIbnEvTjQ1bUwvZHQwb25iT0YzNDRGUXlhdDQySWpWMFZIS1RrNVpvbG9BQXcKQ2dZSUtvWkl6ajBFQXdJRFNBQXdSUUloQU5Ncy94RERKZkE5emNNWHF1VXhWVGh1ZkxtclRYOTBkN20rcng0LwpIcWc5QWlCc2JxRDVRbmV0SkpiQ2x5L0FaRmtnM0YzU1BGWENaTUM1NUhOQUpRYXBwdz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

    private static final Map<String, String> MAY = Map.of(SignerPermission.SIGNER, SIGNER);

    private final TestApi api = new TestApi();

    @Test
    void whoAsksIsWrittenDownAndCannotBeMadeUp() {
        api.as(UserInfo.of("alice", "dev", "system:authenticated"));
        Answer created =
                create("jane", JANE, "'username':'root','groups':['system:masters'],'uid':'7','extra':{'a':['b']},");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/spec/username")).isEqualTo("alice");
        assertThat(created.body().at("/spec/groups").toString()).isEqualTo("[\"dev\",\"system:authenticated\"]");
        assertThat(created.body().path("spec").has("uid")).isFalse();
        assertThat(created.body().path("spec").has("extra")).isFalse();
        assertThat(created.body().has("status")).isFalse();
    }

    @Test
    void whatIsAskedForNeverChanges() {
        create("jane", JANE, "");
        Answer updated = api.call(
                "PATCH " + REQUESTS + "/jane",
                "{'metadata':{'labels':{'a':'b'}},'spec':{'username':'root','usages':['any']}}",
                Map.of("content-type", "application/merge-patch+json"));
        assertThat(updated.code()).isEqualTo(200);
        assertThat(updated.text("/metadata/labels/a")).isEqualTo("b");
        assertThat(updated.text("/spec/username")).isEqualTo("alice");
        assertThat(updated.text("/spec/usages/0")).isEqualTo("client auth");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'usages':[] | spec.usages: Required value: usages must be provided",
                "'usages':['flying'] | spec.usages[0]: Unsupported value: \"flying\"",
                "'usages':['any','any'] | spec.usages[1]: Duplicate value: \"any\"",
                "'signerName':'' | spec.signerName: Required value",
                "'signerName':'kubernetes.io/legacy-unknown' | the legacy signerName is not allowed via this API version",
                "'signerName':'nodots/x' | must be a fully qualified domain and path of the form 'example.com/signer-name'",
                "'expirationSeconds':599 | may not specify a duration less than 600 seconds (10 minutes)",
                "'request':'bm9uZQ==' | PEM block type must be CERTIFICATE REQUEST",
            })
    void faultsAreNamed(String field, String message) {
        Answer refused = create("faulty", JANE, field + ",");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void nobodyAsksForMasters() {
        Answer refused = create("eve", EVE, "");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("certificatesigningrequests.certificates.k8s.io \"eve\" is forbidden: use of " + SIGNER
                        + " signer with system:masters group is not allowed");
    }

    @Test
    void approvalWritesConditionsAndTheirTimesAndAnnotationsAndNothingElse() {
        create("jane", JANE, "");
        Answer approved = approve("jane", "Approved", MAY);
        assertThat(approved.code()).isEqualTo(200);
        assertThat(approved.text("/status/conditions/0/lastUpdateTime")).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(approved.text("/status/conditions/0/lastTransitionTime")).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(approved.body().path("status").has("certificate")).isFalse();
        assertThat(approved.body().path("metadata").has("labels")).isFalse();
        assertThat(approved.text("/metadata/annotations/approved-by")).isEqualTo("a person");
        Answer denied = approve("jane", "Denied", MAY);
        assertThat(denied.code()).isEqualTo(422);
        assertThat(denied.message()).contains("updates may not remove a condition of type \"Approved\"");
    }

    @Test
    void aVerdictOnARequestToAnotherSignerIsRefused() {
        create("jane", JANE, "");
        Answer refused = approve("jane", "Approved", Map.of(SignerPermission.SIGNER, "example.com/mine"));
        assertThat(refused.code()).isEqualTo(409);
        assertThat(approve("jane", "Approved", Map.of()).code()).isEqualTo(409);
    }

    @Test
    void aSignerIssuesOnceAndApprovesNothing() throws Exception {
        create("jane", JANE, "");
        Answer self = status("{'status':{'conditions':[{'type':'Approved','status':'True'}]}}");
        assertThat(self.message()).contains("updates may not add a condition of type \"Approved\"");
        Answer nonsense = status("{'status':{'certificate':'bm9uZQ=='}}");
        assertThat(nonsense.message()).contains("must contain valid CERTIFICATE PEM blocks");
        Answer failed = status("{'status':{'conditions':[{'type':'Failed','status':'False'}]}}");
        assertThat(failed.message()).contains("status.conditions[0].status: Unsupported value: \"False\"");
        assertThat(status("{'status':{'conditions':[{'type':'Failed','status':'True'}]}}")
                        .code())
                .isEqualTo(200);
        String certificate = certificate();
        assertThat(status("{'status':{'certificate':'" + certificate + "'}}").code())
                .isEqualTo(200);
        assertThat(status("{'status':{'certificate':null}}").message())
                .contains("updates may not modify existing certificate content");
    }

    private Answer create(String name, String request, String fields) {
        String spec = fields.contains("'request'") ? "" : "'request':'" + request + "',";
        String signer = fields.contains("'signerName'") ? "" : "'signerName':'" + SIGNER + "',";
        String usages = fields.contains("'usages'") ? "" : "'usages':['client auth'],";
        String all = spec + signer + usages + fields;
        return api.call(
                "POST " + REQUESTS,
                "{'metadata':{'name':'" + name + "'},'spec':{" + all.substring(0, all.length() - 1)
                        + "},'status':{'certificate':'bm9uZQ=='}}");
    }

    private Answer approve(String name, String verdict, Map<String, String> headers) {
        ObjectNode object = api.call("GET " + REQUESTS + "/" + name).body();
        object.withObjectProperty("metadata").withObjectProperty("labels").put("sneaked", "in");
        object.withObjectProperty("metadata").withObjectProperty("annotations").put("approved-by", "a person");
        ObjectNode status = object.putObject("status");
        status.put("certificate", "bm9uZQ==");
        status.putArray("conditions").addObject().put("type", verdict).put("status", "True");
        return api.call("PUT " + REQUESTS + "/" + name + "/approval", Json.write(object), headers);
    }

    /** Some certificate, as it stands in the field. */
    private static String certificate() throws CertificateEncodingException {
        String body = Base64.getMimeEncoder()
                .encodeToString(new TestAuthority("a").certificate().getEncoded());
        String pem = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private Answer status(String patch) {
        return api.call(
                "PATCH " + REQUESTS + "/jane/status",
                patch,
                Map.of("content-type", "application/merge-patch+json", SignerPermission.SIGNER, SIGNER));
    }
}
