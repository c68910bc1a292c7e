package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.resources.TestApi.Answer;
import dev.gyre.gateway.resources.TestApi.Watcher;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceHandlerTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Map<String, String> MERGE = Map.of("content-type", "application/merge-patch+json");
    private static final Map<String, String> JSON_PATCH = Map.of("content-type", "application/json-patch+json");
    private static final Map<String, String> STRATEGIC =
            Map.of("content-type", "application/strategic-merge-patch+json");
    private static final Map<String, String> TABLE =
            Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

    private final TestApi api = new TestApi();

    @Test
    void createdObjectHasIdentityAndIsReadBack() {
        Answer created = api.call("POST " + MAPS, "{'metadata':{'name':'a'},'data':{'k':'v'}}");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/kind")).isEqualTo("ConfigMap");
        assertThat(created.text("/apiVersion")).isEqualTo("v1");
        assertThat(created.text("/metadata/namespace")).isEqualTo("default");
        assertThat(created.text("/metadata/uid")).hasSize(36);
        assertThat(created.text("/metadata/creationTimestamp")).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(created.headers()).containsEntry("gyre-revision", created.revision());
        assertThat(api.call("GET " + MAPS + "/a").body()).isEqualTo(created.body());
    }

    @Test
    void refusalsHaveKubernetesWords() {
        assertThat(api.call("GET " + MAPS + "/a").message()).isEqualTo("configmaps \"a\" not found");
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        Answer twice = api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        assertThat(twice.code()).isEqualTo(409);
        assertThat(twice.message()).isEqualTo("configmaps \"a\" already exists");
        assertThat(twice.text("/reason")).isEqualTo("AlreadyExists");
        assertThat(twice.text("/details/kind")).isEqualTo("configmaps");
        assertThat(api.call("POST /api/v1/namespaces/nowhere/configmaps", "{'metadata':{'name':'a'}}")
                        .message())
                .isEqualTo("namespaces \"nowhere\" not found");
        assertThat(api.call("POST " + MAPS, "{'metadata':{'name':'A_b'}}").code())
                .isEqualTo(422);
        assertThat(api.call("POST " + MAPS, "{'metadata':{}}").message())
                .isEqualTo(
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
        assertThat(api.call("POST " + MAPS, "{nonsense").code()).isEqualTo(400);
        assertThat(api.call("POST " + MAPS, "x", Map.of("content-type", "text/plain"))
                        .code())
                .isEqualTo(415);
        assertThat(api.call("GET " + MAPS, new byte[0], Map.of("accept", "application/xml"))
                        .code())
                .isEqualTo(406);
        assertThat(api.call("POST " + MAPS, "{'kind':'Secret','apiVersion':'v1','metadata':{'name':'a'}}")
                        .code())
                .isEqualTo(400);
        assertThat(api.call("POST " + MAPS, "{'metadata':{'name':'a','namespace':'other'}}")
                        .message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
        assertThat(api.call("POST " + MAPS, "{'metadata':{'name':'b','resourceVersion':'5'}}")
                        .message())
                .isEqualTo("resourceVersion should not be set on objects to be created");
    }

    /** Leases are not on the log, by which namespaces are emptied. */
    @Test
    void theLastFinalizerOfANamespaceTakesItsLeasesAlong() {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/doomed/leases";
        api.call("POST /api/v1/namespaces", "{'metadata':{'name':'doomed'}}");
        assertThat(api.call("POST " + leases, "{'metadata':{'name':'leader'},'spec':{'holderIdentity':'me'}}")
                        .code())
                .isEqualTo(201);
        api.call("DELETE /api/v1/namespaces/doomed");
        assertThat(api.call("GET " + leases + "/leader").code()).isEqualTo(200);

        Answer finalized = api.call(
                "PUT /api/v1/namespaces/doomed/finalize", "{'metadata':{'name':'doomed'},'spec':{'finalizers':[]}}");

        assertThat(finalized.code()).as(finalized.body().toString()).isEqualTo(200);
        assertThat(api.call("GET /api/v1/namespaces/doomed").code()).isEqualTo(404);
        assertThat(api.call("GET " + leases + "/leader").code()).isEqualTo(404);
    }

    @Test
    void anEventOfTheNewerFormSaysWhoReportsWhatAndWhy() {
        String events = "/apis/events.k8s.io/v1/namespaces/default/events";
        String event =
                "{'metadata':{'name':'e'},'eventTime':'2026-01-01T00:00:00.000000Z','reportingController':'example.com/c',"
                        + "'reportingInstance':'c-1','action':'Doing','reason':'%s','regarding':{'kind':'Pod','namespace':'default',"
                        + "'name':'p'},'note':'n','type':'Normal'}";
        Answer silent = api.call("POST " + events, event.formatted(""));
        assertThat(silent.code()).isEqualTo(422);
        assertThat(silent.message()).isEqualTo("Event \"e\" is invalid: reason: Required value");
        assertThat(api.call("POST " + events, event.formatted("Because")).code())
                .isEqualTo(201);
        assertThat(api.call(
                                "POST /api/v1/namespaces/default/events",
                                "{'metadata':{'name':'older'},'involvedObject':{'namespace':'default'}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void generatedNamesEndInFiveCharacters() {
        Answer created = api.call("POST " + MAPS, "{'metadata':{'generateName':'a-'}}");
        assertThat(created.text("/metadata/name")).matches("a-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @Test
    void updateReplacesUnlessTheObjectHasChanged() {
        Answer first = api.call("POST " + MAPS, "{'metadata':{'name':'a'},'data':{'k':'1'}}");
        Answer second = api.call("PUT " + MAPS + "/a", "{'metadata':{'name':'a'},'data':{'k':'2'}}");
        assertThat(second.code()).isEqualTo(200);
        assertThat(second.text("/data/k")).isEqualTo("2");
        assertThat(second.text("/metadata/uid")).isEqualTo(first.text("/metadata/uid"));

        Answer stale = api.call("PUT " + MAPS + "/a", first.body());
        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.headers()).containsEntry("gyre-revision", second.revision());
        assertThat(stale.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply"
                                + " your changes to the latest version and try again");
    }

    @Test
    void anUpdateThatChangesNothingIsNotWritten() {
        Answer first = api.call("POST " + MAPS, "{'metadata':{'name':'a'},'data':{'k':'1'}}");
        assertThat(api.call("PUT " + MAPS + "/a", first.body()).revision()).isEqualTo(first.revision());
        assertThat(api.call("PATCH " + MAPS + "/a", "{'data':{'k':'1'}}", MERGE).revision())
                .isEqualTo(first.revision());
    }

    @Test
    void patchesOfEachKind() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a'},'data':{'k':'1','l':'1'}}");
        assertThat(api.call("PATCH " + MAPS + "/a", "{'data':{'k':'2','l':null}}", MERGE)
                        .body()
                        .path("data")
                        .toString())
                .isEqualTo("{\"k\":\"2\"}");
        assertThat(api.call("PATCH " + MAPS + "/a", "[{'op':'add','path':'/data/m','value':'3'}]", JSON_PATCH)
                        .text("/data/m"))
                .isEqualTo("3");
        assertThat(api.call("PATCH " + MAPS + "/a", "[{'op':'test','path':'/data/m','value':'4'}]", JSON_PATCH)
                        .code())
                .isEqualTo(422);
        assertThat(api.call("PATCH " + MAPS + "/a", "{'metadata':{'labels':{'x':'y'}}}", STRATEGIC)
                        .text("/metadata/labels/x"))
                .isEqualTo("y");
        assertThat(api.call("PATCH " + MAPS + "/a", "{}", Map.of("content-type", "application/apply-patch+cbor"))
                        .code())
                .isEqualTo(415);
    }

    @Test
    void dryRunsChangeNothing() {
        Answer created = api.call("POST " + MAPS + "?dryRun=All", "{'metadata':{'name':'a'}}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(api.call("GET " + MAPS + "/a").code()).isEqualTo(404);
        Answer real = api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        assertThat(api.call("POST " + MAPS + "?dryRun=All", "{'metadata':{'name':'a'}}")
                        .code())
                .isEqualTo(409);
        api.call("PATCH " + MAPS + "/a?dryRun=All", "{'data':{'k':'2'}}", MERGE);
        api.call("DELETE " + MAPS + "/a?dryRun=All");
        assertThat(api.call("GET " + MAPS + "/a").body()).isEqualTo(real.body());
        assertThat(api.call("POST " + MAPS + "?dryRun=Some", "{'metadata':{'name':'b'}}")
                        .code())
                .isEqualTo(422);
    }

    @Test
    void deletionAnswersWithTheRevisionAndTheUid() {
        Answer created = api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        Answer deleted = api.call("DELETE " + MAPS + "/a");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.text("/status")).isEqualTo("Success");
        assertThat(deleted.text("/details/uid")).isEqualTo(created.text("/metadata/uid"));
        assertThat(Long.parseLong(deleted.headers().get("gyre-revision")))
                .isGreaterThan(Long.parseLong(created.revision()));
        assertThat(api.call("DELETE " + MAPS + "/a").code()).isEqualTo(404);
    }

    @Test
    void preconditionsOfADeletion() {
        Answer created = api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        assertThat(api.call("DELETE " + MAPS + "/a", "{'preconditions':{'uid':'other'}}")
                        .code())
                .isEqualTo(409);
        assertThat(api.call("DELETE " + MAPS + "/a", "{'preconditions':{'resourceVersion':'1'}}")
                        .code())
                .isEqualTo(409);
        assertThat(api.call(
                                "DELETE " + MAPS + "/a",
                                "{'preconditions':{'resourceVersion':'" + created.revision() + "'}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void finalizersHoldAnObjectUntilTheLastIsGone() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a','finalizers':['example.com/x']}}");
        Answer marked = api.call("DELETE " + MAPS + "/a");
        assertThat(marked.text("/metadata/deletionTimestamp")).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(api.call("DELETE " + MAPS + "/a").revision()).isEqualTo(marked.revision());
        assertThat(api.call(
                                "PATCH " + MAPS + "/a",
                                "{'metadata':{'finalizers':['example.com/x','example.com/y']}}",
                                MERGE)
                        .message())
                .contains("no new finalizers can be added if the object is being deleted");
        assertThat(api.call("PATCH " + MAPS + "/a", "{'metadata':{'finalizers':null}}", MERGE)
                        .code())
                .isEqualTo(200);
        assertThat(api.call("GET " + MAPS + "/a").code()).isEqualTo(404);
    }

    @Test
    void propagationPoliciesBecomeFinalizers() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        Answer foreground = api.call("DELETE " + MAPS + "/a?propagationPolicy=Foreground");
        assertThat(foreground.body().at("/metadata/finalizers").toString()).isEqualTo("[\"foregroundDeletion\"]");
        Answer orphan = api.call("DELETE " + MAPS + "/a", "{'propagationPolicy':'Orphan'}");
        assertThat(orphan.body().at("/metadata/finalizers").toString()).isEqualTo("[\"orphan\"]");
        assertThat(api.call("DELETE " + MAPS + "/a", "{'propagationPolicy':'Background'}")
                        .text("/status"))
                .isEqualTo("Success");
        assertThat(api.call("DELETE " + MAPS + "/b?propagationPolicy=Sideways").code())
                .isEqualTo(422);
    }

    @Test
    void listsInPagesAreOneSnapshot() {
        for (int i = 0; i < 5; i++) {
            api.call("POST " + MAPS, "{'metadata':{'name':'a" + i + "','labels':{'n':'" + i + "'}}}");
        }
        Answer page = api.call("GET " + MAPS + "?limit=2");
        assertThat(page.text("/kind")).isEqualTo("ConfigMapList");
        assertThat(page.body().path("items").size()).isEqualTo(2);
        assertThat(page.body().at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
        api.call("DELETE " + MAPS + "/a3");
        Answer next = api.call("GET " + MAPS + "?limit=2&continue=" + page.text("/metadata/continue"));
        assertThat(next.body().at("/items/1/metadata/name").asString()).isEqualTo("a3");
        assertThat(next.revision()).isEqualTo(page.revision());
        Answer last = api.call("GET " + MAPS + "?limit=2&continue=" + next.text("/metadata/continue"));
        assertThat(last.body().path("items").size()).isEqualTo(1);
        assertThat(last.body().path("metadata").has("continue")).isFalse();
        assertThat(api.call("GET " + MAPS + "?continue=nonsense").code()).isEqualTo(400);

        assertThat(api.call("GET " + MAPS + "?labelSelector=n%20in%20(1,2)")
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(2);
        assertThat(api.call("GET " + MAPS + "?fieldSelector=metadata.name=a1")
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(api.call("GET " + MAPS + "?fieldSelector=spec.x=a1").code()).isEqualTo(400);
        assertThat(api.call("GET " + MAPS + "?labelSelector=a%20b").code()).isEqualTo(400);
    }

    @Test
    void tablesHaveTheKindsColumns() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        Answer table = api.call("GET " + MAPS, new byte[0], TABLE);
        assertThat(table.text("/kind")).isEqualTo("Table");
        assertThat(table.text("/rows/0/cells/0")).isEqualTo("a");
        assertThat(table.text("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
        Answer none = api.call("GET " + MAPS + "?includeObject=None", new byte[0], TABLE);
        assertThat(none.body().at("/rows/0").has("object")).isFalse();
    }

    @Test
    void watchFollowsAListWithoutASeam() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        String listed = api.call("GET " + MAPS).revision();
        api.call("POST " + MAPS, "{'metadata':{'name':'b'}}");
        Watcher watcher = api.watch("GET " + MAPS + "?watch=1&resourceVersion=" + listed);
        api.call("PATCH " + MAPS + "/a", "{'data':{'x':'y'}}", MERGE);
        api.call("DELETE " + MAPS + "/b");
        assertThat(watcher.take()).containsExactly("ADDED b", "MODIFIED a", "DELETED b");
        assertThat(api.watch("GET " + MAPS + "?watch=1").take()).containsExactly("ADDED a");
    }

    @Test
    void watchersSeeObjectsComeAndGoByTheirSelector() {
        Watcher watcher = api.watch("GET " + MAPS + "?watch=1&labelSelector=on=yes");
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        Answer on = api.call("PATCH " + MAPS + "/a", "{'metadata':{'labels':{'on':'yes'}}}", MERGE);
        api.call("PATCH " + MAPS + "/a", "{'data':{'x':'y'}}", MERGE);
        Answer off = api.call("PATCH " + MAPS + "/a", "{'metadata':{'labels':null}}", MERGE);
        assertThat(watcher.events.get(0).at("/object/metadata/resourceVersion").asString())
                .isEqualTo(on.revision());
        assertThat(watcher.events.get(2).at("/object/metadata/resourceVersion").asString())
                .isEqualTo(off.revision());
        assertThat(watcher.events.get(2).at("/object/metadata/labels/on").asString())
                .isEqualTo("yes");
        assertThat(watcher.take()).containsExactly("ADDED a", "MODIFIED a", "DELETED a");
    }

    @Test
    void watchesEndOnTimeWithABookmark() {
        Watcher watcher = api.watch("GET " + MAPS + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=90");
        Answer created = api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        api.pass(Duration.ofSeconds(61));
        assertThat(watcher.events.get(1).path("type").asString()).isEqualTo("BOOKMARK");
        assertThat(watcher.events.get(1).at("/object/metadata/resourceVersion").asString())
                .isEqualTo(created.revision());
        api.pass(Duration.ofSeconds(30));
        assertThat(watcher.isEnded).isTrue();
        assertThat(api.timers).isEmpty();
    }

    @Test
    void initialEventsEndWithAMarkedBookmark() {
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        Watcher watcher = api.watch("GET " + MAPS
                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        assertThat(watcher.events
                        .get(1)
                        .at("/object/metadata/annotations")
                        .path("k8s.io/initial-events-end")
                        .asString())
                .isEqualTo("true");
        assertThat(watcher.take()).containsExactly("ADDED a", "BOOKMARK ");
    }

    @Test
    void aClientThatDoesNotReadLosesItsWatch() {
        Watcher watcher = api.watch("GET " + MAPS + "?watch=1");
        watcher.pending = 100L * 1024 * 1024;
        api.call("POST " + MAPS, "{'metadata':{'name':'a'}}");
        assertThat(watcher.isEnded).isTrue();
    }

    @Test
    void deleteCollectionTakesWhatIsSelected() {
        for (int i = 0; i < 100; i++) {
            api.call("POST " + MAPS, "{'metadata':{'name':'a" + i + "','labels':{'odd':'" + i % 2 + "'}}}");
        }
        Answer deleted = api.call("DELETE " + MAPS + "?labelSelector=odd=1");
        assertThat(deleted.body().path("items").size()).isEqualTo(50);
        assertThat(api.call("GET " + MAPS).body().path("items").size()).isEqualTo(50);
    }

    @Test
    void guardsAreForComponentsAlone() {
        Map<String, String> guard = Map.of("gyre-guards", "[]");
        assertThat(api.call("POST " + MAPS, "{'metadata':{'name':'a'}}", guard).code())
                .isEqualTo(403);
        api.as(UserInfo.of("system:kube-scheduler", WriteOptions.COMPONENTS_GROUP));
        assertThat(api.call("POST " + MAPS, "{'metadata':{'name':'a'}}", guard).code())
                .isEqualTo(201);
        String failing = dev.gyre.schemas.record.RecordJson.guardsToJson(
                        java.util.List.of(new dev.gyre.schemas.Guard.Epoch("7", 3)))
                .toString();
        Answer refused = api.call(
                "PATCH " + MAPS + "/a",
                "{'data':{'x':'y'}}".replace('\'', '"').getBytes(),
                Map.of("gyre-guards", failing, "content-type", "application/merge-patch+json"));
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.headers()).containsKey("gyre-revision");
    }

    @Test
    void namespacesAreHeldUntilTheyAreEmptied() {
        api.call("POST /api/v1/namespaces", "{'metadata':{'name':'team'}}");
        Answer deleting = api.call("DELETE /api/v1/namespaces/team");
        assertThat(deleting.text("/status/phase")).isEqualTo("Terminating");
        Answer refused = api.call("POST /api/v1/namespaces/team/configmaps", "{'metadata':{'name':'a'}}");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.text("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
        api.call("PUT /api/v1/namespaces/team/finalize", "{'metadata':{'name':'team'},'spec':{'finalizers':[]}}");
        assertThat(api.call("GET /api/v1/namespaces/team").code()).isEqualTo(404);
        assertThat(api.call("DELETE /api/v1/namespaces/default").code()).isEqualTo(403);
    }
}
