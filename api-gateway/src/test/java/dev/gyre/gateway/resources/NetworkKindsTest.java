package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoint slices, ingresses and their classes: what may be created and changed, and what is said of what may not. */
class NetworkKindsTest {

    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
    private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    private static final String CLASSES = "/apis/networking.k8s.io/v1/ingressclasses";
    private static final String SERVICE = "{'service':{'name':'web','port':{'number':80}}}";

    private final TestApi api = new TestApi();

    private static String slice(String fields) {
        return "{'metadata':{'name':'s'}," + fields + "}";
    }

    private static String ingress(String spec) {
        return "{'metadata':{'name':'web'},'spec':{" + spec + "}}";
    }

    private static String path(String path) {
        return ingress("'rules':[{'http':{'paths':[" + path + "]}}]");
    }

    @Test
    void aSliceCountsItsGenerationsAndKeepsItsAddressType() {
        Answer slice =
                api.call("POST " + SLICES, slice("'addressType':'IPv4','endpoints':[{'addresses':['10.0.0.1']}]"));
        assertThat(slice.code()).isEqualTo(201);
        assertThat(slice.body().at("/metadata/generation").asInt()).isEqualTo(1);
        Answer more = api.call("PUT " + SLICES + "/s", slice("'addressType':'IPv4','endpoints':[]"));
        assertThat(more.body().at("/metadata/generation").asInt()).isEqualTo(2);
        Answer other = api.call("PUT " + SLICES + "/s", slice("'addressType':'IPv6','endpoints':[]"));
        assertThat(other.code()).isEqualTo(422);
        assertThat(other.message()).contains("addressType: Invalid value: \"IPv6\": field is immutable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'endpoints':[]                                          | addressType: Required value
                    'addressType':'X'                                       | addressType: Unsupported value: "X": supported values: "FQDN", "IPv4", "IPv6"
                    'addressType':'IPv4','endpoints':[{'addresses':[]}]     | endpoints[0].addresses: Required value: must contain at least 1 address
                    'addressType':'IPv4','endpoints':[{'addresses':['::1']}]| endpoints[0].addresses[0]: Invalid value: "::1": must be a valid IPv4 address
                    'addressType':'IPv4','endpoints':[{'addresses':['10.1']}]| endpoints[0].addresses[0]: Invalid value: "10.1": must be a valid IPv4 address
                    'addressType':'IPv4','endpoints':[{'addresses':['127.0.0.1']}]| endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
                    'addressType':'FQDN','endpoints':[{'addresses':['_']}]  | endpoints[0].addresses[0]: Invalid value: "_": a lowercase RFC 1123 subdomain
                    'addressType':'IPv4','ports':[{'port':1},{'port':2}]    | ports[1][name]: Duplicate value: ""
                    'addressType':'IPv4','ports':[{'port':70000}]           | ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive
                    'addressType':'IPv4','ports':[{'protocol':'ICMP'}]      | ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"
                    """)
    void aSliceThatNobodyCouldUseIsRefused(String fields, String message) {
        Answer refused = api.call("POST " + SLICES, slice(fields));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message.replace("\"\"\"", "\""));
    }

    @Test
    void anIngressIsServedInItsRetiredVersionsToo() {
        Answer created =
                api.call("POST " + INGRESSES, path("{'path':'/','pathType':'Prefix','backend':" + SERVICE + "}"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.body().at("/status/loadBalancer").isObject()).isTrue();
        for (String group : new String[] {"networking.k8s.io", "extensions"}) {
            Answer old = api.call("GET /apis/" + group + "/v1beta1/namespaces/default/ingresses/web");
            assertThat(old.text("/apiVersion")).isEqualTo(group + "/v1beta1");
            assertThat(old.text("/spec/rules/0/http/paths/0/backend/serviceName"))
                    .isEqualTo("web");
            assertThat(old.body()
                            .at("/spec/rules/0/http/paths/0/backend/servicePort")
                            .asInt())
                    .isEqualTo(80);
        }
        Answer older = api.call(
                "POST /apis/extensions/v1beta1/namespaces/default/ingresses",
                "{'metadata':{'name':'old'},'spec':{'backend':{'serviceName':'web','servicePort':'http'}}}");
        assertThat(older.code()).isEqualTo(201);
        assertThat(api.call("GET " + INGRESSES + "/old").text("/spec/defaultBackend/service/port/name"))
                .isEqualTo("http");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {'pathType':'Prefix','path':'a','backend':B}       | paths[0].path: Invalid value: "a": must be an absolute path
                    {'pathType':'Exact','path':'/a//b','backend':B}    | paths[0].path: Invalid value: "/a//b": must not contain '//'
                    {'pathType':'Exact','path':'/..','backend':B}      | paths[0].path: Invalid value: "/..": cannot end with '/..'
                    {'path':'/','backend':B}                           | paths[0].pathType: Required value: pathType must be specified
                    {'pathType':'Regex','path':'/','backend':B}        | paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"
                    {'pathType':'Prefix','path':'/','backend':{}}      | paths[0].backend: Invalid value: "": resource or service backend is required
                    {'pathType':'Prefix','path':'/','backend':{'service':{'port':{'number':1}}}} | paths[0].backend.service.name: Required value
                    {'pathType':'Prefix','path':'/','backend':{'service':{'name':'a'}}} | paths[0].backend: Required value: port name or number is required
                    {'pathType':'Prefix','path':'/','backend':{'service':{'name':'a','port':{'name':'x','number':1}}}} | cannot set both port name & port number
                    """)
    void aPathThatLeadsNowhereIsRefused(String path, String message) {
        Answer refused = api.call("POST " + INGRESSES, path(path.replace("B}", SERVICE + "}")));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'rules':[]                                | spec: Invalid value: []: either `defaultBackend` or `rules` must be specified
                    'rules':[{'host':'10.0.0.1'}]             | spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address
                    'rules':[{'host':'a.*.b'}]                | spec.rules[0].host: Invalid value: "a.*.b": a wildcard DNS-1123 subdomain must start with '*.'
                    'rules':[{'host':'A'}]                    | spec.rules[0].host: Invalid value: "A": a lowercase RFC 1123 subdomain
                    'rules':[{}],'tls':[{'secretName':'_'}]   | spec.tls[0].secretName: Invalid value: "_"
                    'rules':[{}],'tls':[{'hosts':['*']}]      | spec.tls[0].hosts[0]: Invalid value: "*"
                    'rules':[{}],'ingressClassName':'A'       | spec.ingressClassName: Invalid value: "A"
                    """)
    void anIngressThatMeansNothingIsRefused(String spec, String message) {
        Answer refused = api.call("POST " + INGRESSES, ingress(spec));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void aClassIsNamedOnce() {
        Answer refused = api.call(
                "POST " + INGRESSES,
                "{'metadata':{'name':'web','annotations':{'kubernetes.io/ingress.class':'a'}},"
                        + "'spec':{'ingressClassName':'b','defaultBackend':" + SERVICE + "}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("can not be set when the class field is also set");
    }

    @Test
    void aClassKeepsItsController() {
        String document = "{'metadata':{'name':'g'},'spec':{'controller':'%s'}}";
        assertThat(api.call("POST " + CLASSES, document.formatted("gyre")).message())
                .contains("spec.controller: Invalid value: \"gyre\": must be a domain-prefixed path");
        assertThat(api.call("POST " + CLASSES, document.formatted("gyre.dev/a")).code())
                .isEqualTo(201);
        assertThat(api.call("PUT " + CLASSES + "/g", document.formatted("gyre.dev/b"))
                        .message())
                .contains("spec.controller: Invalid value: \"gyre.dev/b\": field is immutable");
    }

    @Test
    void aStatusHasAddressesThatAreSome() {
        api.call("POST " + INGRESSES, ingress("'defaultBackend':" + SERVICE));
        Answer refused = api.call(
                "PUT " + INGRESSES + "/web/status",
                "{'metadata':{'name':'web'},'status':{'loadBalancer':{'ingress':[{'ip':'x'}]}}}");
        assertThat(refused.message()).contains("status.loadBalancer.ingress[0].ip: Invalid value: \"x\"");
        Answer taken = api.call(
                "PUT " + INGRESSES + "/web/status",
                "{'metadata':{'name':'web'},'status':{'loadBalancer':{'ingress':[{'ip':'10.0.0.9'}]}}}");
        assertThat(taken.text("/status/loadBalancer/ingress/0/ip")).isEqualTo("10.0.0.9");
    }
}
