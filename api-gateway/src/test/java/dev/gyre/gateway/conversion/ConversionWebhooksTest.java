package dev.gyre.gateway.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.outbound.WebhookClient;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.testing.GatewayCalls;
import dev.gyre.gateway.testing.GatewayCalls.Answer;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.yaml.Yaml;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Objects in several versions between which a real server on this machine converts, asked by a real gateway. */
class ConversionWebhooksTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: links.GROUP}
            spec:
              group: GROUP
              scope: Namespaced
              names: {plural: links, singular: link, kind: Link}
              conversion:
                strategy: Webhook
                webhook:
                  conversionReviewVersions: [v9, v1]
                  clientConfig: {}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                additionalPrinterColumns: [{name: At, type: string, jsonPath: .spec.hostPort}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          hostPort: {type: string, pattern: '^[a-z]+:[0-9]+$'}
                      status: {type: object, properties: {phase: {type: string}}}
              - name: v2
                served: true
                storage: false
                subresources: {status: {}}
                selectableFields: [{jsonPath: .spec.host}]
                additionalPrinterColumns: [{name: Host, type: string, jsonPath: .spec.host}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [host]
                        properties:
                          host: {type: string}
                          port: {type: string, default: '80'}
                      status: {type: object, properties: {phase: {type: string}}}
            """;

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static GatewayCalls calls;
    static ConvertingBackend backend;

    private String group = "";

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        calls = new GatewayCalls(fixture);
        backend = new ConvertingBackend(fixture.vertx, directory, "localhost");
    }

    @AfterAll
    static void stop() throws Exception {
        calls.close();
        backend.close();
        fixture.close();
    }

    @AfterEach
    void unspoil() {
        backend.spoil(review -> {});
    }

    private ObjectNode definition() {
        group = "g" + GROUPS.incrementAndGet() + ".example.com";
        String text = DEFINITION.replace("GROUP", group);
        ObjectNode definition = (ObjectNode) Yaml.readObject(text.getBytes(StandardCharsets.UTF_8));
        clientConfig(definition).put("url", backend.server().url("/convert")).put("caBundle", backend.caBundle());
        return definition;
    }

    private static ObjectNode clientConfig(ObjectNode definition) {
        return (ObjectNode) definition.at("/spec/conversion/webhook/clientConfig");
    }

    private void define() {
        calls.configure(DEFINITIONS, definition());
    }

    private String links(String version) {
        return "/apis/" + group + "/" + version + "/namespaces/default/links";
    }

    private Answer make(String version, String name, String spec) {
        return calls.call("POST", links(version), "{'metadata':{'name':'" + name + "'},'spec':" + spec + "}");
    }

    private StoredObject stored(String name) {
        StoredObject found = fixture.reader.latest().get(new ResourceKey(group, "links", "default", name));
        assertThat(found).isNotNull();
        return found;
    }

    @Test
    void whatIsWrittenInOneVersionIsReadInAnother() {
        define();
        Answer made = make("v2", "a", "{'host':'h'}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.text("/apiVersion")).isEqualTo(group + "/v2");
        assertThat(made.text("/spec/port")).isEqualTo("80");
        assertThat(stored("a").json().path("apiVersion").asString()).isEqualTo(group + "/v1");
        assertThat(stored("a").json().at("/spec/hostPort").asString()).isEqualTo("h:80");
        assertThat(stored("a").json().path("spec").has("unknown")).isFalse();

        assertThat(calls.call("GET", links("v1") + "/a", null).text("/spec/hostPort"))
                .isEqualTo("h:80");
        Answer read = calls.call("GET", links("v2") + "/a", null);
        assertThat(read.text("/spec/host")).isEqualTo("h");
        assertThat(read.text("/metadata/resourceVersion")).isEqualTo(made.text("/metadata/resourceVersion"));
        assertThat(read.body().path("spec").has("unknown")).isFalse();

        Answer patched = calls.call("PATCH", links("v2") + "/a", "{'spec':{'port':'81'}}");
        assertThat(patched.text("/spec/port")).isEqualTo("81");
        assertThat(patched.body().at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(stored("a").json().at("/spec/hostPort").asString()).isEqualTo("h:81");

        ObjectNode whole = patched.body().deepCopy();
        ((ObjectNode) whole.get("spec")).put("host", "other");
        Answer put = calls.call("PUT", links("v2") + "/a", whole.toString());
        assertThat(put.code()).as(put.message()).isEqualTo(200);
        assertThat(stored("a").json().at("/spec/hostPort").asString()).isEqualTo("other:81");

        Answer status = calls.call("PATCH", links("v2") + "/a/status", "{'status':{'phase':'up'}}");
        assertThat(status.text("/status/phase")).isEqualTo("up");
        assertThat(status.text("/spec/host")).isEqualTo("other");

        assertThat(calls.call("DELETE", links("v2") + "/a", null).code()).isEqualTo(200);
        assertThat(calls.call("GET", links("v1") + "/a", null).code()).isEqualTo(404);
    }

    @Test
    void theAnswerToAWriteIsWhatWillBeRead() {
        define();
        backend.spoil(ConversionWebhooksTest::forgetPorts);
        Answer made = make("v2", "a", "{'host':'h','port':'81'}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.text("/spec/port")).as("what was lost").isEqualTo("1");
        Answer patched = calls.call("PATCH", links("v2") + "/a?dryRun=All", "{'spec':{'port':'82'}}");
        assertThat(patched.text("/spec/port")).isEqualTo("1");
        assertThat(calls.call("GET", links("v2") + "/a", null).text("/spec/port"))
                .isEqualTo("1");

        backend.spoil(review -> {
            if (review.at("/response/convertedObjects/0/apiVersion")
                    .asString("")
                    .endsWith("/v2")) {
                ((ObjectNode) review.get("response")).removeAll();
            }
        });
        Answer refused = make("v2", "b", "{'host':'h'}");
        assertThat(refused.code()).isEqualTo(500);
        assertThat(calls.call("GET", links("v1") + "/b", null).code())
                .as("what cannot be read again is not stored")
                .isEqualTo(404);
    }

    private static void forgetPorts(ObjectNode review) {
        review.at("/response/convertedObjects").forEach(object -> {
            if (object.path("spec") instanceof ObjectNode spec && spec.has("hostPort")) {
                spec.put("hostPort", spec.path("hostPort").asString("").split(":", 2)[0] + ":1");
            }
        });
    }

    @Test
    void eachVersionHasItsOwnRules() {
        define();
        Answer faulty = make("v2", "a", "{}");
        assertThat(faulty.code()).isEqualTo(422);
        assertThat(faulty.message()).contains("spec.host: Required value");
        assertThat(make("v1", "b", "{'hostPort':'none'}").code()).isEqualTo(422);
        assertThat(backend.asked())
                .noneMatch(
                        asked -> asked.at("/objects/0/apiVersion").asString("").startsWith(group));
    }

    @Test
    void managersOwnFieldsInTheirVersions() {
        define();
        String apply = "application/apply-patch+yaml";
        String head = "{'apiVersion':'" + group + "/%s','kind':'Link','metadata':{'name':'a'},'spec':%s}";
        Answer first = calls.call(
                "PATCH", links("v1") + "/a?fieldManager=one", apply, head.formatted("v1", "{'hostPort':'h:80'}"));
        assertThat(first.code()).as(first.message()).isEqualTo(201);
        String second = head.formatted("v2", "{'host':'i'}");
        Answer conflict = calls.call("PATCH", links("v2") + "/a?fieldManager=two", apply, second);
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.message())
                .as("what the first owns is a field of its version")
                .contains("conflict with \"one\": .spec.hostPort");
        Answer forced = calls.call("PATCH", links("v2") + "/a?fieldManager=two&force=true", apply, second);
        assertThat(forced.text("/spec/host")).as(forced.message()).isEqualTo("i");
        assertThat(forced.text("/spec/port")).isEqualTo("80");
        assertThat(forced.body().at("/metadata/managedFields").toString())
                .contains("\"two\"")
                .doesNotContain("hostPort");
        Answer third =
                calls.call("PATCH", links("v2") + "/a?fieldManager=three", apply, head.formatted("v2", "{'host':'k'}"));
        assertThat(third.code()).isEqualTo(409);
        assertThat(third.message()).contains("conflict with \"two\": .spec.host");
    }

    @Test
    void listsAreOneQuestionAndConvertedOnce() {
        define();
        for (String name : List.of("a", "b", "c")) {
            assertThat(make("v1", name, "{'hostPort':'" + name + ":1'}").code()).isEqualTo(201);
        }
        int before = backend.asked().size();
        Answer list = calls.call("GET", links("v2"), null);
        assertThat(list.text("/kind")).isEqualTo("LinkList");
        assertThat(list.text("/items/2/spec/host")).isEqualTo("c");
        assertThat(backend.asked()).hasSize(before + 1);
        assertThat(backend.asked().getLast().path("objects")).hasSize(3);
        Answer selected = calls.call("GET", links("v2") + "?fieldSelector=spec.host%3Db", null);
        assertThat(selected.body().path("items")).hasSize(1);
        assertThat(selected.text("/items/0/metadata/name")).isEqualTo("b");
        Answer page = calls.call("GET", links("v2") + "?limit=2", null);
        assertThat(page.body().path("items")).hasSize(2);
        Answer rest = calls.call("GET", links("v2") + "?limit=2&continue=" + page.text("/metadata/continue"), null);
        assertThat(rest.text("/items/0/spec/host")).isEqualTo("c");
        assertThat(backend.asked()).as("each object is converted once").hasSize(before + 1);
        assertThat(calls.call("DELETE", links("v2") + "?fieldSelector=spec.host%3Da", null)
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(calls.call("GET", links("v1"), null).body().path("items")).hasSize(2);
    }

    @Test
    void watchesSeeTheirVersion() throws Exception {
        define();
        make("v1", "a", "{'hostPort':'h:1'}");
        try (var client = fixture.client(null)) {
            var response = client.send(
                    fixture.request(links("v2") + "?watch=1&resourceVersion=0", GatewayFixture.ADMIN_TOKEN)
                            .timeout(Duration.ofSeconds(120))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                assertThat(event(lines, "ADDED").at("/object/spec/host").asString())
                        .isEqualTo("h");
                calls.call("PATCH", links("v1") + "/a", "{'spec':{'hostPort':'i:1'}}");
                assertThat(event(lines, "MODIFIED").at("/object/spec/host").asString())
                        .isEqualTo("i");
                calls.call("DELETE", links("v1") + "/a", null);
                assertThat(event(lines, "DELETED").at("/object/apiVersion").asString())
                        .isEqualTo(group + "/v2");
                backend.spoil(review -> ((ObjectNode) review.get("response")).removeAll());
                make("v1", "b", "{'hostPort':'h:1'}");
                ObjectNode error = event(lines, "ERROR");
                assertThat(error.at("/object/code").asInt()).isEqualTo(500);
                assertThat(lines.readLine()).isNull();
            }
        }
    }

    private static ObjectNode event(BufferedReader lines, String type) throws Exception {
        ObjectNode event = Json.readObject(lines.readLine().getBytes(StandardCharsets.UTF_8));
        assertThat(event.path("type").asString()).as(event.toString()).isEqualTo(type);
        return event;
    }

    @Test
    void anUpdateThatChangesNothingBringsAnObjectIntoANewStorageVersion() {
        define();
        make("v1", "a", "{'hostPort':'h:1'}");
        long made = stored("a").modRevision();
        String name = DEFINITIONS + "/links." + group;
        ObjectNode definition = calls.call("GET", name, null).body();
        ((ObjectNode) definition.at("/spec/versions/0")).put("storage", false);
        ((ObjectNode) definition.at("/spec/versions/1")).put("storage", true);
        Answer changed = calls.call("PUT", name, definition.toString());
        assertThat(changed.code()).as(changed.message()).isEqualTo(200);
        assertThat(changed.body().at("/status/storedVersions").toString()).isEqualTo("[\"v1\",\"v2\"]");

        ((ObjectNode) definition.at("/metadata")).remove("resourceVersion");
        definition.withArray("/spec/versions").remove(0);
        Answer tooEarly = calls.call("PUT", name, definition.toString());
        assertThat(tooEarly.code()).isEqualTo(422);
        assertThat(tooEarly.message())
                .contains("status.storedVersions[0]: Invalid value: \"v1\": must appear in spec.versions");

        assertThat(calls.call("PATCH", links("v1") + "/a", "{}").text("/spec/hostPort"))
                .isEqualTo("h:1");
        assertThat(stored("a").modRevision()).isGreaterThan(made);
        assertThat(stored("a").json().at("/spec/host").asString()).isEqualTo("h");
        long moved = stored("a").modRevision();
        calls.call("PATCH", links("v1") + "/a", "{}");
        assertThat(stored("a").modRevision()).isEqualTo(moved);

        Answer migrated = calls.call("PATCH", name + "/status", "{'status':{'storedVersions':['v2']}}");
        assertThat(migrated.code()).as(migrated.message()).isEqualTo(200);
        Answer gone = calls.call("PUT", name, definition.toString());
        assertThat(gone.code()).as(gone.message()).isEqualTo(200);
        assertThat(calls.call("GET", links("v2") + "/a", null).text("/spec/host"))
                .isEqualTo("h");
        assertThat(calls.call("GET", links("v1") + "/a", null).code()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count    | returned 2 objects, expected 1",
                "uid      | failed: expected response.uid=",
                "version  | returned invalid object: invalid groupVersion (expected GROUP/v2, received GROUP/v3)",
                "kind     | returned invalid object: invalid kind (expected Link, received Other)",
                "name     | returned invalid object: must have the same name: a != z",
                "identity | returned invalid object: must have the same UID: ",
                "labels   | returned invalid metadata: metadata.labels: Invalid value: \"-\"",
                "metadata | returned invalid object: must have the same name: a != ",
                "refusal  | failed: cannot be done",
                "silence  | failed: response.result.status was 'Failure', not 'Success'",
                "review   | failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got v1, Kind=Pod",
                "nothing  | failed: no response provided",
            })
    void whatAWebhookMayNotAnswerIsAnInternalError(String what, String message) {
        define();
        make("v1", "a", "{'hostPort':'h:1'}");
        backend.spoil(spoiler(what.strip()));
        Answer answer = calls.call("GET", links("v2") + "/a", null);
        assertThat(answer.code()).isEqualTo(500);
        assertThat(answer.message())
                .startsWith("conversion webhook for " + group + "/v1, Kind=Link ")
                .contains(message.strip().replace("GROUP", group));
        assertThat(calls.call("GET", links("v1") + "/a", null).code()).isEqualTo(200);
        assertThat(make("v2", "b", "{'host':'h'}").code())
                .as("nothing is stored")
                .isEqualTo(500);
        assertThat(calls.call("GET", links("v1"), null).body().path("items")).hasSize(1);
    }

    private static Consumer<ObjectNode> spoiler(String what) {
        return review -> {
            ObjectNode response = (ObjectNode) review.get("response");
            ObjectNode object = (ObjectNode) response.at("/convertedObjects/0");
            ObjectNode metadata = (ObjectNode) object.get("metadata");
            switch (what) {
                case "count" -> response.withArray("convertedObjects").add(object.deepCopy());
                case "uid" -> response.put("uid", "other");
                case "version" ->
                    object.put(
                            "apiVersion", object.path("apiVersion").asString("").replaceAll("/v.$", "/v3"));
                case "kind" -> object.put("kind", "Other");
                case "name" -> metadata.put("name", "z");
                case "identity" -> metadata.put("uid", "other");
                case "labels" -> metadata.putObject("labels").put("-", "x");
                case "metadata" -> object.remove("metadata");
                case "refusal" ->
                    response.putObject("result").put("status", "Failure").put("message", "cannot be done");
                case "silence" -> response.putObject("result").put("status", "Failure");
                case "review" -> review.put("apiVersion", "v1").put("kind", "Pod");
                case "nothing" -> review.remove("response");
                default -> throw new IllegalArgumentException(what);
            }
        };
    }

    @Test
    void onlyLabelsAndAnnotationsOfTheMetadataMayChange() {
        define();
        make("v1", "a", "{'hostPort':'h:1'}");
        backend.spoil(review -> {
            ObjectNode metadata = (ObjectNode) review.at("/response/convertedObjects/0/metadata");
            metadata.putObject("labels").put("by", "webhook");
            metadata.putObject("annotations").put("note", "it");
            metadata.putArray("finalizers").add("not/yours");
            metadata.put("creationTimestamp", "2001-01-01T00:00:00Z");
        });
        Answer answer = calls.call("GET", links("v2") + "/a", null);
        assertThat(answer.text("/metadata/labels/by")).isEqualTo("webhook");
        assertThat(answer.text("/metadata/annotations/note")).isEqualTo("it");
        assertThat(answer.body().path("metadata").has("finalizers")).isFalse();
        assertThat(answer.text("/metadata/creationTimestamp")).doesNotStartWith("2001");
        assertThat(calls.call("GET", links("v2") + "?labelSelector=by%3Dwebhook", null)
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(calls.call("GET", links("v1") + "?labelSelector=by%3Dwebhook", null)
                        .body()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void aServerThatIsDownOrUntrustedIsAnInternalErrorAndOthersAreServed() {
        ObjectNode down = definition();
        clientConfig(down).put("url", "https://localhost:1/convert");
        calls.configure(DEFINITIONS, down);
        make("v1", "a", "{'hostPort':'h:1'}");
        Answer answer = calls.call("GET", links("v2"), null);
        assertThat(answer.code()).isEqualTo(500);
        assertThat(answer.message())
                .startsWith("conversion webhook for " + group
                        + "/v1, Kind=Link failed: Post \"https://localhost:1/convert?timeout=30s\": ");
        assertThat(calls.call("GET", links("v1"), null).code()).isEqualTo(200);
        assertThat(calls.call("DELETE", links("v1") + "/a", null).code()).isEqualTo(200);
        assertThat(calls.call("GET", links("v2"), null).code())
                .as("nothing to convert")
                .isEqualTo(200);

        ObjectNode untrusted = definition();
        clientConfig(untrusted).put("caBundle", fixture.authority.caBundle());
        calls.configure(DEFINITIONS, untrusted);
        make("v1", "a", "{'hostPort':'h:1'}");
        assertThat(calls.call("GET", links("v2") + "/a", null).code()).isEqualTo(500);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        ObjectNode definition = definition();
        backend.server().on("/never", request -> {});
        clientConfig(definition).put("url", backend.server().url("/never"));
        ResourceKind kind = CustomKinds.kind(definition);
        ObjectNode object = Json.object().put("apiVersion", group + "/v1").put("kind", "Link");
        try (WebhookClient client = new WebhookClient(fixture.vertx, fixture.reader)) {
            var converted = new WebhookConversions(client, Duration.ofMillis(500))
                    .convert(kind, List.of(object), group + "/v2")
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS);
            assertThatThrownBy(converted::join)
                    .hasMessageContaining("Kind=Link failed: Post")
                    .hasMessageContaining("context deadline exceeded");
        }
    }

    @Test
    void admissionSeesTheVersionThatItAsksFor() {
        define();
        String configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
        backend.server().answer("/admit", body -> {
            ObjectNode review = Json.readObject(body);
            boolean isV1 =
                    review.at("/request/object/spec/hostPort").asString("").equals("h:80");
            String patch = "[{\"op\":\"replace\",\"path\":\"/spec/hostPort\",\"value\":\"changed:9\"}]";
            ObjectNode answer =
                    Json.object().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            answer.putObject("response")
                    .put("uid", review.at("/request/uid").asString(""))
                    .put("allowed", isV1)
                    .put("patchType", "JSONPatch")
                    .put("patch", java.util.Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)));
            return Json.write(answer);
        });
        ObjectNode configuration =
                Json.readObject("""
                {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration",
                 "metadata":{"name":"links"},"webhooks":[{"name":"links.example.com","sideEffects":"None",
                 "admissionReviewVersions":["v1"],"clientConfig":{"url":"%s","caBundle":"%s"},
                 "rules":[{"apiGroups":["%s"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["links"]}]}]}
                """.formatted(backend.server().url("/admit"), backend.caBundle(), group)
                        .getBytes(StandardCharsets.UTF_8));
        calls.configure(configurations, configuration);
        try {
            Answer made = make("v2", "a", "{'host':'h'}");
            assertThat(made.code()).as(made.message()).isEqualTo(201);
            assertThat(made.text("/spec/host")).isEqualTo("changed");
            assertThat(stored("a").json().at("/spec/hostPort").asString()).isEqualTo("changed:9");
        } finally {
            calls.forget(configurations);
        }
    }

    @Test
    void aServiceIsDialledAtItsEndpoints() throws Exception {
        try (ConvertingBackend behind = new ConvertingBackend(fixture.vertx, directory, "converter.default.svc")) {
            put("services", "{'spec':{'ports':[{'name':'https','port':443}]}}");
            put(
                    "endpoints",
                    "{'subsets':[{'addresses':[{'ip':'127.0.0.1'}],'ports':[{'name':'https','port':"
                            + behind.server().port() + "}]}]}");
            ObjectNode definition = definition();
            ObjectNode client = clientConfig(definition);
            client.remove("url");
            client.put("caBundle", behind.caBundle())
                    .putObject("service")
                    .put("namespace", "default")
                    .put("name", "converter")
                    .put("path", "/convert");
            calls.configure(DEFINITIONS, definition);
            assertThat(make("v1", "a", "{'hostPort':'h:1'}").code()).isEqualTo(201);
            Answer answer = calls.call("GET", links("v2") + "/a", null);
            assertThat(answer.text("/spec/host")).as(answer.message()).isEqualTo("h");
            assertThat(behind.asked()).hasSize(1);
        }
    }

    /** Past the API, which takes no address of this machine's own for an endpoint. */
    private static void put(String plural, String json) throws Exception {
        fixture.store
                .write(new Write.Put(
                        ResourceKey.namespaced("", plural, "default", "converter"),
                        0,
                        Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                        new Provenance("test", "test", "", Instant.EPOCH),
                        List.of(),
                        List.of()))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        fixture.reader.consistent().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'clientConfig':{'url':'http://a/b'},'conversionReviewVersions':['v1']} | spec.conversion.webhookClientConfig.url: Invalid value: \"http\"",
                "{'clientConfig':{},'conversionReviewVersions':['v1']} | spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required",
                "{'clientConfig':{'url':'https://a/b'},'conversionReviewVersions':['v2']} | must include at least one of v1, v1beta1",
                "{'conversionReviewVersions':['v1']} | spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
            })
    void whatCannotBeAskedIsNoConversion(String webhook, String message) {
        ObjectNode definition = definition();
        ((ObjectNode) definition.at("/spec/conversion"))
                .set("webhook", Json.readObject(webhook.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        Answer answer = calls.call("POST", DEFINITIONS, definition.toString());
        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.message()).contains(message);
    }
}
