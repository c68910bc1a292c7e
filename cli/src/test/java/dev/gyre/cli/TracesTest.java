package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.cli.OtlpReceiver.Span;
import dev.gyre.events.history.PastState;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A user's Deployment as one trace, over gateway, relay, controllers and scheduler, as a collector hears of it. */
class TracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String USERS_SPAN = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + USERS_SPAN + "-01";
    private static final ResourceKey WEB = ResourceKey.namespaced("apps", "deployments", "default", "web");

    @Test
    void whatAUserAsksForIsOneTraceFromTheRequestToTheBindingOfAPod() throws Exception {
        Telemetry.start(Duration.ofMillis(100));
        try (OtlpReceiver collector = new OtlpReceiver();
                Sandbox sandbox = Sandbox.of(present())) {
            Telemetry.export(collector.address());
            assertThat(sandbox.awaitQuiet(Duration.ofSeconds(120))).isTrue();

            Outcome outcome = sandbox.client(RoleIdentity.ADMIN)
                    .execute(new Command.Create(WEB, deployment(), List.of()), "", TRACEPARENT)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(Outcome.Committed.class);

            await().atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(names(ofTrace(collector)))
                            .contains(
                                    "POST deployments",
                                    "publish",
                                    "decide deployment",
                                    "POST replicasets",
                                    "decide replicaset",
                                    "POST pods",
                                    "decide scheduler",
                                    "POST pods binding"));
            await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
                Map<String, Span> byId = ofTrace(collector).stream()
                        .collect(Collectors.toMap(Span::id, Function.identity(), (one, same) -> one));
                Span binding = byId.values().stream()
                        .filter(span -> span.name().equals("POST pods binding"))
                        .findFirst()
                        .orElseThrow();
                assertThat(ancestors(binding, byId))
                        .containsSubsequence(
                                "decide scheduler",
                                "POST pods",
                                "decide replicaset",
                                "POST replicasets",
                                "decide deployment",
                                "POST deployments",
                                "the user");
            });
        }
    }

    private static List<Span> ofTrace(OtlpReceiver collector) {
        return collector.spans().stream()
                .filter(span -> span.traceId().equals(TRACE))
                .toList();
    }

    private static Set<String> names(List<Span> spans) {
        return spans.stream().map(Span::name).collect(Collectors.toSet());
    }

    /** From the parent upwards. */
    private static List<String> ancestors(Span span, Map<String, Span> byId) {
        List<String> names = new java.util.ArrayList<>();
        Set<String> seen = new HashSet<>();
        String parent = span.parentId();
        while (seen.add(parent) && byId.get(parent) instanceof Span above) {
            names.add(above.name());
            parent = above.parentId();
        }
        names.add(parent.equals(USERS_SPAN) ? "the user" : "nobody knows " + parent);
        return names;
    }

    private static ObjectNode deployment() {
        return json("""
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'default'},
                 'spec':{'replicas':1,'selector':{'matchLabels':{'app':'web'}},'template':{
                  'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'main','image':'web:1'}]}}}}
                """);
    }

    private static PastState present() {
        return new PastState(
                10,
                Instant.now(),
                List.of(
                        object("nodes/node-a", """
                        {'apiVersion':'v1','kind':'Node','metadata':{'name':'node-a','uid':'uid-node'},'spec':{},'status':{
                         'allocatable':{'cpu':'8','memory':'16Gi','pods':'100'},'capacity':{'cpu':'8','memory':'16Gi','pods':'100'},
                         'conditions':[{'type':'Ready','status':'True'}]}}
                        """),
                        object("namespaces/default", """
                        {'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default','uid':'uid-default'},
                         'spec':{'finalizers':['kubernetes']},'status':{'phase':'Active'}}
                        """),
                        object("serviceaccounts/default/default", """
                        {'apiVersion':'v1','kind':'ServiceAccount',
                         'metadata':{'name':'default','namespace':'default','uid':'uid-account'}}
                        """)));
    }

    private static PastState.PastObject object(String key, String json) {
        Resource resource = Resource.of(ResourceKey.parse(key), 5, json(json));
        return new PastState.PastObject(resource, 5, new Provenance("ann", "", "", Instant.EPOCH));
    }

    private static ObjectNode json(String json) {
        return Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
