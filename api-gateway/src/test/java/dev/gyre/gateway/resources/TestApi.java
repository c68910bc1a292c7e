package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.rules.RulesByKind;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole pipeline on one thread: the store in memory, the real cache over it, a clock that stands still until it is moved,
 * and chance from a seed. Requests are written as {@code "POST /api/v1/namespaces/default/configmaps"}.
 */
final class TestApi {

    final InMemoryResourceStore store;
    final List<TimerTask> timers = new ArrayList<>();
    final ResourceHandler handler;
    Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final Queue<Runnable> cacheTimers = new ArrayDeque<>();
    private UserInfo user = UserInfo.of("alice", "system:authenticated");
    private int requests;

    record TimerTask(Instant due, Runnable task) {}

    record Answer(int code, Map<String, String> headers, ObjectNode body) {
        String text(String pointer) {
            return body.at(pointer).asString("");
        }

        String message() {
            return text("/message");
        }

        String revision() {
            return text("/metadata/resourceVersion");
        }
    }

    TestApi() {
        this(Limits.standard());
    }

    TestApi(Limits limits) {
        this(limits, KubernetesRules.all());
    }

    TestApi(RulesByKind rules) {
        this(Limits.standard(), rules);
    }

    private TestApi(Limits limits, RulesByKind rules) {
        this(new InMemoryResourceStore(), limits, rules);
        for (ObjectNode namespace : BootstrapObjects.namespaces()) {
            assertThat(call("POST /api/v1/namespaces", namespace).code()).isEqualTo(201);
            String name = namespace.path("metadata").path("name").asString();
            String accounts = "POST /api/v1/namespaces/" + name + "/serviceaccounts";
            assertThat(call(accounts, "{'metadata':{'name':'default'}}").code()).isEqualTo(201);
        }
    }

    /** Another gateway before the same store. */
    TestApi beside() {
        return new TestApi(store, Limits.standard(), KubernetesRules.all());
    }

    private TestApi(InMemoryResourceStore store, Limits limits, RulesByKind rules) {
        this.store = store;
        WatchCache cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT,
                                () -> now,
                                (delay, step) -> cacheTimers.add(step),
                                Runnable::run))
                .toCompletableFuture()
                .join();
        Timer timer = (delay, task) -> {
            TimerTask entry = new TimerTask(now.plus(delay), task);
            timers.add(entry);
            return () -> timers.remove(entry);
        };
        handler = new ResourceHandler(new Environment(
                ServedKinds.follow(cache, KubernetesKinds.registry()),
                rules,
                store,
                cache,
                () -> now,
                new Random(7),
                timer,
                limits));
    }

    TestApi as(UserInfo other) {
        user = other;
        return this;
    }

    /** Lets time pass, and what is due happen. */
    void pass(Duration time) {
        Instant until = now.plus(time);
        while (true) {
            TimerTask next = timers.stream()
                    .filter(t -> !t.due().isAfter(until))
                    .min(java.util.Comparator.comparing(TimerTask::due))
                    .orElse(null);
            if (next == null) {
                break;
            }
            now = next.due();
            timers.remove(next);
            next.task().run();
        }
        now = until;
    }

    Answer call(String line) {
        return call(line, new byte[0], Map.of());
    }

    Answer call(String line, JsonNode body) {
        return call(line, Json.write(body), Map.of());
    }

    /** The body in JSON with single quotes. */
    Answer call(String line, String body) {
        return call(line, bytes(body), Map.of());
    }

    Answer call(String line, String body, Map<String, String> headers) {
        return call(line, bytes(body), headers);
    }

    static byte[] bytes(String body) {
        return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    Answer call(String line, byte[] body, Map<String, String> headers) {
        return switch (respond(line, body, headers)) {
            case ApiResponse.Full full -> new Answer(full.code(), full.headers(), Json.readObject(full.body()));
            case ApiResponse.Streaming streaming -> throw new AssertionError("a stream: " + streaming);
            case ApiResponse.Takeover takeover -> throw new AssertionError("a session: " + takeover);
        };
    }

    ApiResponse respond(String line, byte[] body, Map<String, String> headers) {
        Request request = Request.parse(line, body, headers, user, "request-" + ++requests);
        try {
            return handler.handle(request.request(), request.info())
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StatusException refusal) {
                return new ApiResponse.Full(
                        refusal.status().code(),
                        refusal.revision() > 0 ? Map.of("gyre-revision", "" + refusal.revision()) : Map.of(),
                        Json.write(refusal.status().toJson()));
            }
            throw e;
        }
    }

    /** Asks, and does not wait for the answer. */
    CompletableFuture<ApiResponse> begin(String line, String body) {
        Request request = Request.parse(line, bytes(body), Map.of(), user, "request-" + ++requests);
        return handler.handle(request.request(), request.info()).toCompletableFuture();
    }

    /** Opens a watch. */
    Watcher watch(String line) {
        ApiResponse.Streaming stream = (ApiResponse.Streaming) respond(line, new byte[0], Map.of());
        Watcher watcher = new Watcher();
        watcher.open(stream);
        return watcher;
    }

    /** What a client of a watch has heard. */
    static final class Watcher implements ApiResponse.Sink {
        final List<ObjectNode> events = new ArrayList<>();
        boolean isEnded;
        long pending;
        AutoCloseable stream;

        void open(ApiResponse.Streaming streaming) {
            stream = streaming.source().start(this);
        }

        @Override
        public void write(byte[] chunk) {
            assertThat(isEnded).isFalse();
            events.add(Json.readObject(chunk));
        }

        @Override
        public long pendingBytes() {
            return pending;
        }

        @Override
        public void end() {
            isEnded = true;
        }

        /** Events as {@code "ADDED name"}; those heard so far are forgotten. */
        List<String> take() {
            List<String> heard = events.stream()
                    .map(e -> e.path("type").asString() + " "
                            + e.at("/object/metadata/name").asString(""))
                    .toList();
            events.clear();
            return heard;
        }
    }

    record Request(ApiRequest request, RequestInfo info) {

        static Request parse(String line, byte[] body, Map<String, String> headers, UserInfo user, String id) {
            String method = line.substring(0, line.indexOf(' '));
            String target = line.substring(line.indexOf(' ') + 1);
            int mark = target.indexOf('?');
            String path = mark < 0 ? target : target.substring(0, mark);
            Map<String, List<String>> query = new HashMap<>();
            if (mark >= 0) {
                for (String pair : target.substring(mark + 1).split("&")) {
                    String[] parts = pair.split("=", 2);
                    query.computeIfAbsent(parts[0], k -> new ArrayList<>())
                            .add(parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                }
            }
            return new Request(new ApiRequest(id, method, path, query, headers, body, user), info(method, path, query));
        }

        private static RequestInfo info(String method, String path, Map<String, List<String>> query) {
            List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/")));
            boolean isCore = parts.removeFirst().equals("api");
            String group = isCore ? "" : parts.removeFirst();
            String version = parts.removeFirst();
            String namespace = "";
            if (parts.getFirst().equals("namespaces")
                    && parts.size() > 2
                    && !List.of("status", "finalize").contains(parts.get(2))) {
                parts.removeFirst();
                namespace = parts.removeFirst();
            }
            String resource = parts.removeFirst();
            String name = parts.isEmpty() ? null : parts.removeFirst();
            String subresource = parts.isEmpty() ? null : parts.removeFirst();
            String verb = switch (method) {
                case "GET" -> name != null ? "get" : query.containsKey("watch") ? "watch" : "list";
                case "POST" -> "create";
                case "PUT" -> "update";
                case "PATCH" -> "patch";
                default -> name != null ? "delete" : "deletecollection";
            };
            String apiVersion = group.isEmpty() ? version : group + "/" + version;
            return new RequestInfo(
                    true, verb, path, group, version, apiVersion, namespace, resource, subresource, name);
        }
    }
}
