package dev.gyre.gateway.admission;

import static dev.gyre.gateway.admission.ReviewingBackend.configuration;
import static dev.gyre.gateway.admission.ReviewingBackend.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayCalls;
import dev.gyre.gateway.testing.GatewayCalls.Answer;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.TestAuthority;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Who has a say in connections is asked before anything is connected. */
class ConnectionAdmissionTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String VALIDATING = GROUP + "validatingwebhookconfigurations";
    private static final String MUTATING = GROUP + "mutatingwebhookconfigurations";
    private static final String POLICIES = GROUP + "validatingadmissionpolicies";
    private static final String BINDINGS = GROUP + "validatingadmissionpolicybindings";
    private static final String DEFAULT = "/api/v1/namespaces/default/";
    private static final String CONNECTIONS = "{'apiGroups':[''],'apiVersions':['v1'],'operations':['CONNECT'],"
            + "'resources':['pods/exec','pods/attach','pods/portforward','pods/proxy','services/proxy','nodes/proxy']}";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static ReviewingBackend hook;
    static GatewayCalls calls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        hook = new ReviewingBackend(fixture.vertx, directory);
        calls = new GatewayCalls(fixture);
        TestAuthority.Issued gateway = fixture.authority.issue("kube-apiserver-kubelet-client");
        fixture.gateway.connectKubelets(
                fixture.vertx,
                directory.resolve("ca.crt"),
                gateway.writeCertificate(directory.resolve("kubelet-client.crt")),
                gateway.writeKey(directory.resolve("kubelet-client.key")));
        calls.call("POST", DEFAULT + "serviceaccounts", "{'metadata':{'name':'default'}}");
        calls.call("POST", "/api/v1/nodes", "{'metadata':{'name':'n'}}");
        calls.call(
                "POST",
                DEFAULT + "pods",
                "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'main','image':'i'}]}}");
        calls.call("POST", DEFAULT + "services", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}");
    }

    @AfterAll
    static void stop() throws Exception {
        calls.close();
        hook.close();
        fixture.close();
    }

    @AfterEach
    void forget() {
        calls.forget(VALIDATING, MUTATING, BINDINGS, POLICIES);
    }

    @ParameterizedTest
    @CsvSource({
        "namespaces/default/pods/p/exec?command=ls&command=-l&container=main&stdin=true, PodExecOptions, pods, exec",
        "namespaces/default/pods/p/attach?container=main&tty=true, PodAttachOptions, pods, attach",
        "namespaces/default/pods/p/portforward, PodPortForwardOptions, pods, portforward",
        "namespaces/default/pods/p/proxy/some/where, PodProxyOptions, pods, proxy",
        "namespaces/default/services/s/proxy/some/where, ServiceProxyOptions, services, proxy",
        "nodes/n/proxy/metrics, NodeProxyOptions, nodes, proxy",
    })
    void aWebhookMayRefuseAnyOfThem(String path, String kind, String resource, String part) {
        String place = "/" + kind;
        hook.on(
                place,
                (request, response) ->
                        response.put("allowed", false).putObject("status").put("message", "no way in"));
        calls.configure(
                VALIDATING,
                configuration(
                        "ValidatingWebhookConfiguration",
                        "doors",
                        hook.webhook("doors.example.com", place, CONNECTIONS, "{}")));
        Answer refused = calls.call("GET", "/api/v1/" + path, null);
        assertThat(refused.message())
                .isEqualTo("admission webhook \"doors.example.com\" denied the request: no way in");
        ObjectNode asked = hook.asked(place).getLast();
        assertThat(asked.path("operation").asString()).isEqualTo("CONNECT");
        assertThat(asked.at("/object/kind").asString()).isEqualTo(kind);
        assertThat(asked.at("/resource/resource").asString()).isEqualTo(resource);
        assertThat(asked.path("subResource").asString()).isEqualTo(part);
        assertThat(asked.at("/userInfo/username").asString()).isEqualTo("admin");
        switch (part) {
            case "exec" -> {
                assertThat(asked.at("/object/command").toString()).isEqualTo("[\"ls\",\"-l\"]");
                assertThat(asked.at("/object/container").asString()).isEqualTo("main");
                assertThat(asked.at("/object/stdin").asBoolean()).isTrue();
            }
            case "attach" -> assertThat(asked.at("/object/tty").asBoolean()).isTrue();
            case "proxy" -> assertThat(asked.at("/object/path").asString()).isIn("/some/where", "/metrics");
            default -> assertThat(asked.at("/name").asString()).isEqualTo("p");
        }
    }

    @Test
    void whoIsAdmittedGoesOn() {
        hook.admits("/open");
        calls.configure(
                VALIDATING,
                configuration(
                        "ValidatingWebhookConfiguration",
                        "doors",
                        hook.webhook("doors.example.com", "/open", CONNECTIONS, "{}")));
        Answer answer = calls.call("GET", DEFAULT + "services/s/proxy/", null);
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.message()).contains("no endpoints available for service \"s\"");
        assertThat(hook.asked("/open")).hasSize(1);
    }

    @Test
    void nobodyMayChangeThem() {
        hook.patches("/change", "[{'op':'add','path':'/command','value':['sh']}]");
        calls.configure(
                MUTATING,
                configuration(
                        "MutatingWebhookConfiguration",
                        "doors",
                        hook.webhook("doors.example.com", "/change", CONNECTIONS, "{}")));
        Answer answer = calls.call("GET", DEFAULT + "pods/p/exec?command=ls", null);
        assertThat(answer.code()).isEqualTo(500);
        assertThat(answer.message()).contains("attempted to modify the object, which is not supported");
    }

    @Test
    void policiesLookAtTheirOptions() {
        ObjectNode policy = read("{'metadata':{'name':'shells'},'spec':{'matchConstraints':{'resourceRules':["
                + CONNECTIONS + "]},'validations':[{'message':'no shells'}]}}");
        ((ObjectNode) policy.at("/spec/validations/0"))
                .put("expression", "request.subResource != 'exec' || object.command[0] != 'sh'");
        calls.configure(POLICIES, policy);
        calls.configure(
                BINDINGS,
                read("{'metadata':{'name':'shells'},'spec':{'policyName':'shells','validationActions':['Deny']}}"));
        assertThat(calls.call("GET", DEFAULT + "pods/p/exec?command=sh", null).message())
                .contains("no shells");
        assertThat(calls.call("GET", DEFAULT + "pods/p/exec?command=ls", null).message())
                .doesNotContain("no shells");
    }
}
