package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.client.HttpApiClient;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.storage.LocalPath;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Who may do what, over the wire and in the process, through the clients that Gyre's own parts use. */
class GatewayAccessTest {

    private static final String COMPONENTS = "gyre:components";

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static HttpApiClient admin;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        admin = fixture.apiClient("admin", "system:masters", COMPONENTS);
        await(admin.execute(
                new Command.Create(
                        ResourceKey.namespaced("", "serviceaccounts", "default", "default"),
                        object("v1", "ServiceAccount", "default", "default", "{}"),
                        List.of()),
                ""));
        pod("mine", "node-1", "seen");
        pod("others", "node-2", "hidden");
        for (String secret : List.of("seen", "hidden")) {
            await(admin.execute(create("secrets", "Secret", secret, "{\"stringData\":{\"a\":\"hunter2\"}}"), ""));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        fixture.close();
    }

    @Test
    void aCommandIsCommittedAndReadBack() {
        ResourceKey key = ResourceKey.namespaced("", "configmaps", "default", "round-trip");
        Outcome.Committed created = (Outcome.Committed) await(
                admin.execute(create("configmaps", "ConfigMap", "round-trip", "{\"data\":{\"a\":\"1\"}}"), "why"));
        assertThat(created.revision()).isPositive();
        var read = await(admin.get(key, created.revision())).orElseThrow();
        assertThat(read.revision()).isEqualTo(created.revision());
        assertThat(read.json().path("data").path("a").asString()).isEqualTo("1");
        assertThat(fixture.reader.latest().get(key).provenance().cause()).isEqualTo("why");
        Outcome again =
                await(admin.execute(create("configmaps", "ConfigMap", "round-trip", "{\"data\":{\"a\":\"1\"}}"), ""));
        assertThat(((Outcome.Refused) again).status().reason()).isEqualTo("AlreadyExists");
        Outcome deleted = await(
                admin.execute(new Command.Delete(key, read.uid(), read.revision(), null, null, List.of()), "cleanup"));
        assertThat(((Outcome.Committed) deleted).revision()).isGreaterThan(created.revision());
        assertThat(await(admin.get(key, 0))).isEmpty();
    }

    @Test
    void anEpochThatIsOverRefusesItsCommands() {
        long old = await(admin.raiseEpoch("deployment/1", "a"));
        long now = await(admin.raiseEpoch("deployment/1", "b"));
        assertThat(now).isGreaterThan(old);
        Outcome refused = await(admin.execute(
                create("configmaps", "ConfigMap", "late", "{}").guarded(List.of(new Guard.Epoch("deployment/1", old))),
                ""));
        assertThat(((Outcome.Refused) refused).status().isEpochOver()).isTrue();
        assertThat(((Outcome.Refused) refused).revision()).isPositive();
        Outcome taken = await(admin.execute(
                create("configmaps", "ConfigMap", "late", "{}").guarded(List.of(new Guard.Epoch("deployment/1", now))),
                ""));
        assertThat(taken).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void theSnapshotIsTheSameForBothClientsAndKeepsSecretsClosed() {
        ApiClient local = fixture.gateway.clientFor(UserInfo.of("admin", "system:masters", COMPONENTS));
        var remote = await(admin.snapshot());
        assertThat(remote.items()).isNotEmpty();
        assertThat(remote.items().toString()).contains("secrets/default/seen");
        assertThat(remote.items().stream().map(item -> item.json().toString()).toList())
                .noneMatch(json -> json.contains("aHVudGVyMg") || json.contains("hunter2"));
        var near = await(local.snapshot());
        if (near.revision() == remote.revision()) {
            assertThat(near.items()).isEqualTo(remote.items());
        }
        assertThat(await(admin.currentRevision())).isGreaterThanOrEqualTo(remote.revision());
    }

    @Test
    void aNodeSeesItsOwnPodsAndWhatTheyReferTo() throws Exception {
        try (HttpApiClient node = fixture.apiClient("system:node:node-1", "system:nodes", COMPONENTS)) {
            var pods = KubernetesKinds.registry().find("", "pods");
            assertThat(await(node.get(pods.key("default", "mine"), 0))).isPresent();
            assertThat(refusal(node.get(pods.key("default", "others"), 0))).contains("bound to it");
            assertThat(await(node.list(pods, "", null, "spec.nodeName=node-1")).items())
                    .hasSize(1);
            assertThat(refusal(node.list(pods, "", null, null))).contains("spec.nodeName field selector");
            assertThat(refusal(node.list(pods, "", null, "spec.nodeName=node-2")))
                    .contains("field selector");
            ResourceKey seen = ResourceKey.namespaced("", "secrets", "default", "seen");
            assertThat(await(node.get(seen, 0))).isPresent();
            assertThat(refusal(node.get(ResourceKey.namespaced("", "secrets", "default", "hidden"), 0)))
                    .contains("no relationship found");
            assertThat(refusal(node.list(KubernetesKinds.registry().find("", "secrets"), "default", null, null)))
                    .contains("no relationship found");
            assertThat(refusal(node.snapshot())).contains("whole cluster");
            Outcome foreign = await(node.execute(
                    new Command.Delete(pods.key("default", "others"), null, null, null, 0L, List.of()), ""));
            assertThat(((Outcome.Refused) foreign).status().code()).isEqualTo(403);
            Outcome own = await(node.execute(
                    new Command.Create(
                            ResourceKey.clusterScoped("", "nodes", "node-1"),
                            object("v1", "Node", "", "node-1", "{}"),
                            List.of()),
                    ""));
            assertThat(own).isInstanceOf(Outcome.Committed.class);
        }
    }

    @Test
    void aNodeLetsGoOfVolumesThatLieOnItAndChangesNothingElse() throws Exception {
        Resource own = localVolume("own", "node-1");
        Resource foreign = localVolume("foreign", "node-2");
        try (HttpApiClient node = fixture.apiClient("system:node:node-1", "system:nodes", COMPONENTS)) {
            assertThat(await(node.get(own.key(), 0))).isPresent();
            assertThat(forbidden(await(node.execute(released(foreign), "")))).contains("volumes that lie on it");
            ObjectNode stolen = released(own).object();
            stolen.withObjectProperty("spec")
                    .putObject("claimRef")
                    .put("namespace", "default")
                    .put("name", "somebody-elses");
            assertThat(forbidden(await(
                            node.execute(new Command.Update(own.key(), null, own.revision(), stolen, List.of()), ""))))
                    .isEqualTo("persistentvolumes \"own\" is forbidden: a node may only take the finalizer"
                            + " gyre.dev/local-path away");
            ObjectNode unprotected = own.copy();
            unprotected.withObjectProperty("metadata").remove("finalizers");
            assertThat(forbidden(await(node.execute(
                            new Command.Update(own.key(), null, own.revision(), unprotected, List.of()), ""))))
                    .contains("may only take the finalizer");
            assertThat(forbidden(await(
                            node.execute(new Command.Delete(own.key(), own.uid(), null, null, null, List.of()), ""))))
                    .contains("cannot delete resource");
            assertThat(await(node.execute(released(own), ""))).isInstanceOf(Outcome.Committed.class);
        }
        assertThat(await(admin.get(own.key(), 0)).orElseThrow().finalizers())
                .containsExactly("kubernetes.io/pv-protection");
    }

    private static String forbidden(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).status().code()).isEqualTo(403);
        return ((Outcome.Refused) outcome).status().message();
    }

    private static Command.Update released(Resource volume) {
        ObjectNode object = volume.copy();
        object.withObjectProperty("metadata").putArray("finalizers").add("kubernetes.io/pv-protection");
        return new Command.Update(volume.key(), null, volume.revision(), object, List.of());
    }

    private static Resource localVolume(String name, String node) {
        ResourceKey key = ResourceKey.clusterScoped("", "persistentvolumes", name);
        ObjectNode volume = object("v1", "PersistentVolume", "", name, """
                {"spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "local": {"path": "/v"},
                 "nodeAffinity": {"required": %s}}}
                """.formatted(LocalPath.nodeSelector(node)));
        ObjectNode metadata = volume.withObjectProperty("metadata");
        metadata.putObject("annotations").put("pv.kubernetes.io/provisioned-by", LocalPath.PROVISIONER);
        metadata.putArray("finalizers").add(LocalPath.FINALIZER);
        assertThat(await(admin.execute(new Command.Create(key, volume, List.of()), "")))
                .isInstanceOf(Outcome.Committed.class);
        return await(admin.get(key, 0)).orElseThrow();
    }

    @Test
    void controllersHaveTheRightsOfTheirOwnTradeAndNoOthers() throws Exception {
        try (HttpApiClient replicaSets = fixture.apiClient(
                "system:serviceaccount:kube-system:replicaset-controller",
                "system:serviceaccounts",
                "system:serviceaccounts:kube-system",
                COMPONENTS)) {
            Command event = create("events", "Event", "told", """
                    {"involvedObject":{"kind":"Pod","namespace":"default","name":"x"},"reason":"R","message":"m",
                     "type":"Normal"}""");
            assertThat(await(replicaSets.execute(event, ""))).isInstanceOf(Outcome.Committed.class);
            assertThat(await(replicaSets.execute(
                            new Command.Delete(
                                    ResourceKey.namespaced("", "pods", "default", "nothing"),
                                    null,
                                    null,
                                    null,
                                    null,
                                    List.of()),
                            "")))
                    .matches(outcome -> ((Outcome.Refused) outcome).status().code() == 404);
            assertThat(refusal(replicaSets.get(ResourceKey.namespaced("", "secrets", "default", "seen"), 0)))
                    .isEqualTo("secrets \"seen\" is forbidden: User "
                            + "\"system:serviceaccount:kube-system:replicaset-controller\" cannot get resource "
                            + "\"secrets\" in API group \"\" in the namespace \"default\"");
            assertThat(refusal(replicaSets.snapshot())).contains("cannot get path \"/gyre/v1/snapshot\"");
            assertThat(await(replicaSets.currentRevision())).isPositive();
        }
        try (HttpApiClient controlPlane = fixture.apiClient("system:kube-controller-manager", COMPONENTS)) {
            assertThat(await(controlPlane.snapshot()).items()).isNotEmpty();
            assertThat(await(controlPlane.raiseEpoch("replicaset/1", "a"))).isPositive();
        }
    }

    @Test
    void aRoleOfWhichNobodyKnowsWhatItWillAllowIsForThoseWhoMayDoAll() throws Exception {
        for (String kind : List.of("Role", "RoleBinding")) {
            boolean isRole = kind.equals("Role");
            ResourceKey key = ResourceKey.clusterScoped(
                    "rbac.authorization.k8s.io", isRole ? "clusterroles" : "clusterrolebindings", "keeper-of-roles");
            String content = isRole
                    ? "{'rules':[{'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'verbs':['create','update']}]}"
                    : "{'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'keeper-of-roles'},"
                            + "'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'keeper'}]}";
            assertThat(await(admin.execute(
                            new Command.Create(
                                    key,
                                    object(
                                            "rbac.authorization.k8s.io/v1",
                                            "Cluster" + kind,
                                            "",
                                            key.name(),
                                            content.replace('\'', '"')),
                                    List.of()),
                            "")))
                    .isInstanceOf(Outcome.Committed.class);
        }
        Command.Create aggregated = new Command.Create(
                ResourceKey.clusterScoped("rbac.authorization.k8s.io", "clusterroles", "all-of-it"),
                object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "all-of-it", """
                        {"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]},"rules":[]}"""),
                List.of());
        try (HttpApiClient keeper = fixture.apiClient("keeper")) {
            Outcome refused = await(keeper.execute(aggregated, ""));
            assertThat(((Outcome.Refused) refused).status().message())
                    .contains("must have cluster-admin privileges to use the aggregationRule");
        }
        assertThat(await(admin.execute(aggregated, ""))).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void nobodyGivesAwayWhatHeDoesNotHave() throws Exception {
        await(admin.execute(
                new Command.Create(
                        ResourceKey.namespaced("rbac.authorization.k8s.io", "rolebindings", "default", "dave"),
                        object("rbac.authorization.k8s.io/v1", "RoleBinding", "default", "dave", """
                                {"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"admin"},
                                 "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"dave"}]}"""),
                        List.of()),
                ""));
        try (HttpApiClient dave = fixture.apiClient("dave")) {
            assertThat(await(dave.execute(role("modest", "configmaps", "get"), "")))
                    .isInstanceOf(Outcome.Committed.class);
            Outcome greedy = await(dave.execute(role("greedy", "*", "*"), ""));
            assertThat(((Outcome.Refused) greedy).status().message())
                    .contains("is attempting to grant RBAC permissions not currently held")
                    .contains("Resources:[\"*\"]");
            Outcome patched = await(dave.execute(
                    new Command.Patch(
                            ResourceKey.namespaced("rbac.authorization.k8s.io", "roles", "default", "modest"),
                            null,
                            Command.PatchType.MERGE,
                            Json.MAPPER.readTree(
                                    "{\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"nodes\"],\"verbs\":[\"get\"]}]}"),
                            List.of()),
                    ""));
            assertThat(((Outcome.Refused) patched).status().code()).isEqualTo(403);
            Outcome allowed = await(dave.execute(
                    new Command.Patch(
                            ResourceKey.namespaced("rbac.authorization.k8s.io", "roles", "default", "modest"),
                            null,
                            Command.PatchType.MERGE,
                            Json.MAPPER.readTree(
                                    "{\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]}"),
                            List.of()),
                    ""));
            assertThat(allowed).isInstanceOf(Outcome.Committed.class);
            Outcome guarded = await(dave.execute(
                    create("configmaps", "ConfigMap", "guarded", "{}")
                            .guarded(List.of(new Guard.Epoch("deployment/9", 1))),
                    ""));
            assertThat(((Outcome.Refused) guarded).status().message()).contains(COMPONENTS);
        }
    }

    private static Command role(String name, String resource, String verb) {
        return new Command.Create(
                ResourceKey.namespaced("rbac.authorization.k8s.io", "roles", "default", name),
                object(
                        "rbac.authorization.k8s.io/v1",
                        "Role",
                        "default",
                        name,
                        "{\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"%s\"],\"verbs\":[\"%s\"]}]}"
                                .formatted(resource, verb)),
                List.of());
    }

    private static void pod(String name, String node, String secret) {
        Outcome outcome = await(admin.execute(create("pods", "Pod", name, """
                {"spec":{"nodeName":"%s","containers":[{"name":"c","image":"i",
                 "envFrom":[{"secretRef":{"name":"%s"}}]}]}}""".formatted(node, secret)), ""));
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
    }

    private static Command.Create create(String plural, String kind, String name, String rest) {
        return new Command.Create(
                ResourceKey.namespaced("", plural, "default", name),
                object("v1", kind, "default", name, rest),
                List.of());
    }

    private static ObjectNode object(String apiVersion, String kind, String namespace, String name, String rest) {
        ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        Json.MAPPER.readTree(rest).properties().forEach(field -> object.set(field.getKey(), field.getValue()));
        return object;
    }

    private static String refusal(CompletionStage<?> stage) {
        try {
            return "not refused: " + stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            return ((ApiClient.ApiException) e.getCause()).status().message();
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
