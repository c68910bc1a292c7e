package dev.gyre.gateway.intents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.events.relay.RelayListener;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.relay.RelayService;
import dev.gyre.gateway.storage.InMemoryMetaStore;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.IntentResult;
import dev.gyre.schemas.record.IntentResult.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Intents on a log in memory, with the real gateway, relay and RBAC: the account may edit ConfigMaps and Deployments. */
class IntentsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Topics TOPICS = Topics.STANDARD;
    private static final IntentAccount ROBOT = new IntentAccount("shop", "robot", "");
    private static final UserInfo OWN =
            UserInfo.of("system:apiserver", "system:masters", "system:authenticated", "gyre:components");

    @TempDir
    Path directory;

    private final InMemoryEventLog log = new InMemoryEventLog();
    private GatewayFixture gateway;
    private RelayService relay;
    private ApiClient admin;
    private final List<AutoCloseable> running = new ArrayList<>();
    private final List<Throwable> ends = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        log.ensureTopics(TOPICS.specs()).toCompletableFuture().join();
        log.ensureTopics(List.of(Topics.intents("shop.robot")))
                .toCompletableFuture()
                .join();
        gateway = new GatewayFixture(directory);
        relay = RelayService.start(new RelayService.Parts(
                log,
                TOPICS,
                KubernetesKinds.registry(),
                gateway.store,
                new InMemoryMetaStore(gateway.store),
                gateway.store,
                () -> gateway.reader.latest().revision(),
                "test",
                () -> "cluster",
                RelayListener.NONE,
                RelayService.Settings.ofQuota(1L << 31),
                Clock.systemUTC()));
        admin = gateway.gateway.clientFor(OWN);
        create("namespaces/shop", "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'shop'}}");
        create("rolebindings.rbac.authorization.k8s.io/shop/robot", """
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'robot','namespace':'shop'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'edit'},
                 'subjects':[{'kind':'ServiceAccount','name':'robot','namespace':'shop'}]}
                """);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
        relay.close();
        gateway.close();
        log.close();
    }

    @Test
    void eachKindOfIntentIsCarriedOutAsTheAccountAndHasAResult() {
        send("1", "apply", config("one", "a"));
        send("2", "apply", """
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{
                 'selector':{'matchLabels':{'app':'web'}},
                 'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'main','image':'web:1'}]}}}}
                """);
        send(
                "3",
                "patch",
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'one'},'patch':{'data':{'k':'b'}}}");
        send("4", "scale", "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'replicas':3}");
        partition();

        assertThat(results(4)).extracting(IntentResult::kind).containsOnly(Kind.COMMITTED);
        Resource one = get("configmaps/shop/one").orElseThrow();
        assertThat(one.json().path("data").path("k").asString()).isEqualTo("b");
        assertThat(get("deployments.apps/shop/web")
                        .orElseThrow()
                        .json()
                        .path("spec")
                        .path("replicas")
                        .asInt())
                .isEqualTo(3);

        send("5", "delete", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'one'}}");
        assertThat(results(5).getLast()).satisfies(result -> {
            assertThat(result.kind()).isEqualTo(Kind.COMMITTED);
            assertThat(result.key()).isEqualTo("configmaps/shop/one");
            assertThat(result.id()).isEqualTo("5");
            assertThat(result.revision()).isPositive();
        });
        assertThat(get("configmaps/shop/one")).isEmpty();
    }

    @Test
    void whatTheAccountMayNotDoIsRefusedAsOverHttp() {
        send("1", "apply", "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'mine'}}");
        send("2", "apply", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x','namespace':'default'}}");
        send("3", "apply", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'Not_A_Name'}}");
        partition();

        assertThat(results(3))
                .extracting(IntentResult::kind, result -> result.status().reason())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Kind.REFUSED, "Forbidden"),
                        org.assertj.core.groups.Tuple.tuple(Kind.REFUSED, "Forbidden"),
                        org.assertj.core.groups.Tuple.tuple(Kind.REFUSED, "Invalid"));
        assertThat(results(3).getFirst().status().message())
                .contains("system:serviceaccount:shop:robot")
                .contains("namespaces");
    }

    @Test
    void poisonIsAnsweredAndPassedOver() {
        append(Map.of("ce_id", "1"), "{}");
        append(headers("2", "apply"), "no json");
        send("3", "explode", config("one", "a"));
        send("4", "apply", "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'}}");
        send("5", "apply", "{'apiVersion':'v9','kind':'Nothing','metadata':{'name':'s'}}");
        send("6", "scale", "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'replicas':'many'}");
        send("7", "apply", "{'apiVersion':'coordination.k8s.io/v1','kind':'Lease','metadata':{'name':'l'}}");
        send("8", "patch", """
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web/status'},'patch':{'spec':{'replicas':9}}}""");
        send("9", "delete", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','namespace':'shop/pods/x'}}");
        Map<String, String> older = headers("10", "apply");
        older.put("ce_specversion", "0.3");
        append(older, config("one", "a").replace('\'', '"'));
        send("11", "apply", config("one", "a"));
        partition();

        List<IntentResult> results = results(11);
        assertThat(results.subList(0, 10)).extracting(IntentResult::kind).containsOnly(Kind.POISON);
        assertThat(results.subList(0, 10))
                .allSatisfy(result -> assertThat(result.status().message()).isNotEmpty());
        assertThat(results.getLast().kind()).isEqualTo(Kind.COMMITTED);
    }

    @Test
    void whatIsSentTwiceHappensOnce() {
        send("1", "apply", config("one", "a"));
        send("2", "delete", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'one'}}");
        send("1", "apply", config("one", "a"));
        partition();

        List<IntentResult> results = results(3);
        assertThat(results.get(2).isRepeat()).isTrue();
        assertThat(results.get(2).revision()).isEqualTo(results.getFirst().revision());
        assertThat(get("configmaps/shop/one")).isEmpty();
    }

    @Test
    void whoGoesOnBeginsAfterTheLastResult() throws Exception {
        send("1", "apply", config("one", "a"));
        IntentPartition first = partition();
        results(1);
        first.close();
        send("2", "apply", config("two", "a"));
        send("1", "apply", config("one", "z"));

        partition();

        assertThat(results(3)).extracting(IntentResult::offset).containsExactly(0L, 1L, 2L);
        assertThat(results(3).getLast().isRepeat()).isTrue();
    }

    /** The gateway dies after the write and before the result; meanwhile somebody undoes the write. */
    @Test
    void whatWasDoneBeforeACrashIsNotDoneAgain() {
        send("1", "apply", config("one", "a"));
        DeadAfterCommit dying = new DeadAfterCommit(asRobot());
        IntentPartition first = partition(dying);
        dying.committed
                .orTimeout(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
        first.close();
        admin.execute(
                        new Command.Delete(ResourceKey.parse("configmaps/shop/one"), null, null, null, null, List.of()),
                        "undone")
                .toCompletableFuture()
                .join();

        partition();

        IntentResult result = results(1).getFirst();
        assertThat(result.kind()).isEqualTo(Kind.COMMITTED);
        assertThat(result.revision()).isEqualTo(dying.committed.join());
        assertThat(get("configmaps/shop/one")).isEmpty();
    }

    /** A gateway that is believed dead and sends its command only when another has taken over. */
    @Test
    void aCommandThatComesTooLateIsRefused() {
        send("1", "apply", config("one", "a"));
        Late late = new Late(asRobot());
        partition(late);
        await().atMost(SOON).until(() -> late.held != null);

        partition();
        assertThat(results(1).getFirst().kind()).isEqualTo(Kind.COMMITTED);
        admin.execute(
                        new Command.Delete(ResourceKey.parse("configmaps/shop/one"), null, null, null, null, List.of()),
                        "undone")
                .toCompletableFuture()
                .join();
        late.go.complete(null);

        await().atMost(SOON).until(() -> !ends.isEmpty());
        assertThat(ends.getFirst()).hasMessageContaining("another gateway has taken over");
        assertThat(get("configmaps/shop/one")).isEmpty();
        assertThat(all()).hasSize(1);
    }

    @Test
    void anAccountWithTheAnnotationHasATopic() {
        create("serviceaccounts/shop/clerk", """
                {'apiVersion':'v1','kind':'ServiceAccount','metadata':{'name':'clerk','namespace':'shop',
                 'annotations':{'gyre.dev/intents':'true'}}}
                """);
        IntentService service = IntentService.start(new IntentService.Parts(
                log,
                TOPICS,
                KubernetesKinds.registry(),
                gateway.reader,
                gateway.gateway::clientFor,
                OWN,
                "test",
                "cluster",
                InstantSource.system(),
                Timer.on(gateway.background)));
        running.add(service);

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            log.append(new Entry(
                            new Partition("gyre.intents.shop.clerk", 0),
                            "k",
                            headers("only", "apply"),
                            bytes(config("three", "a"))))
                    .toCompletableFuture()
                    .join();
            assertThat(all()).anyMatch(result -> result.account().equals("shop.clerk"));
        });
        assertThat(all().getFirst().status().reason()).isEqualTo("Forbidden");
    }

    private IntentPartition partition() {
        return partition(asRobot());
    }

    private IntentPartition partition(ApiClient asAccount) {
        IntentPartition started = IntentPartition.start(
                new IntentPartition.Parts(
                        log,
                        TOPICS,
                        KubernetesKinds.registry(),
                        asAccount,
                        admin,
                        "test",
                        "cluster",
                        InstantSource.system(),
                        Timer.on(gateway.background)),
                ROBOT,
                0,
                ends::add);
        running.add(started);
        return started;
    }

    private ApiClient asRobot() {
        return gateway.gateway.clientFor(ROBOT.user());
    }

    private void create(String key, String json) {
        Outcome outcome = admin.execute(
                        new Command.Create(ResourceKey.parse(key), Json.readObject(bytes(json)), List.of()), "")
                .toCompletableFuture()
                .join();
        assertThat(outcome).isInstanceOf(Outcome.Committed.class);
    }

    private Optional<Resource> get(String key) {
        return admin.get(ResourceKey.parse(key), 0).toCompletableFuture().join();
    }

    private static String config(String name, String value) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "'},'data':{'k':'" + value + "'}}";
    }

    private void send(String id, String type, String json) {
        append(headers(id, type), json.replace('\'', '"'));
    }

    private static Map<String, String> headers(String id, String type) {
        Map<String, String> headers = new HashMap<>();
        headers.put("ce_id", id);
        headers.put("ce_source", "/test");
        headers.put("ce_specversion", "1.0");
        headers.put("ce_type", "dev.gyre.intent." + type);
        return headers;
    }

    private void append(Map<String, String> headers, String value) {
        log.append(new Entry(new Partition(ROBOT.topic(), 0), "k", headers, value.getBytes(StandardCharsets.UTF_8)))
                .toCompletableFuture()
                .join();
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private List<IntentResult> results(int count) {
        await().atMost(SOON).until(() -> all().size() >= count);
        assertThat(ends).isEmpty();
        return all();
    }

    private List<IntentResult> all() {
        return log.contents(Topics.INTENT_RESULTS_PARTITION).stream()
                .map(stored -> BornOnTheLog.readIntentResult(stored.entry()))
                .toList();
    }

    /** Carries a command out, and never answers. */
    private static final class DeadAfterCommit extends Forwarding {
        final CompletableFuture<Long> committed = new CompletableFuture<>();

        DeadAfterCommit(ApiClient to) {
            super(to);
        }

        @Override
        public CompletionStage<Outcome> execute(Command command, String cause) {
            super.execute(command, cause)
                    .thenAccept(outcome -> committed.complete(((Outcome.Committed) outcome).revision()));
            return new CompletableFuture<>();
        }
    }

    /** Holds the command back until it is told to go. */
    private static final class Late extends Forwarding {
        final CompletableFuture<Void> go = new CompletableFuture<>();
        volatile @Nullable Command held;

        Late(ApiClient to) {
            super(to);
        }

        @Override
        public CompletionStage<Outcome> execute(Command command, String cause) {
            held = command;
            return go.thenCompose(now -> super.execute(command, cause));
        }
    }

    private static class Forwarding implements ApiClient {
        private final ApiClient to;

        Forwarding(ApiClient to) {
            this.to = to;
        }

        @Override
        public CompletionStage<Outcome> execute(Command command, String cause) {
            return to.execute(command, cause);
        }

        @Override
        public CompletionStage<Optional<Resource>> get(ResourceKey key, long notOlderThan) {
            return to.get(key, notOlderThan);
        }

        @Override
        public CompletionStage<ResourceList> list(
                dev.gyre.schemas.ResourceKind kind,
                String namespace,
                @Nullable String labelSelector,
                @Nullable String fieldSelector) {
            return to.list(kind, namespace, labelSelector, fieldSelector);
        }

        @Override
        public CompletionStage<Long> currentRevision() {
            return to.currentRevision();
        }

        @Override
        public CompletionStage<Long> raiseEpoch(String partition, String holder) {
            return to.raiseEpoch(partition, holder);
        }

        @Override
        public CompletionStage<ResourceList> snapshot() {
            return to.snapshot();
        }

        @Override
        public CompletionStage<Token> requestToken(ResourceKey account, TokenRequest request) {
            return to.requestToken(account, request);
        }
    }
}
