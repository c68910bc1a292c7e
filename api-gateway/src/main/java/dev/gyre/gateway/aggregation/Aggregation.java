package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.ApiResponse.Takeover;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.discovery.DiscoveryHandler;
import dev.gyre.gateway.discovery.Document;
import dev.gyre.gateway.discovery.OpenApiHandler;
import dev.gyre.gateway.outbound.ServiceEndpoints.UnavailableException;
import dev.gyre.gateway.proxy.ProxyExchange;
import dev.gyre.gateway.proxy.ProxyExchange.Passage;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves what APIServices say that others serve. The gateway has authenticated and authorized whoever asks; the server behind
 * is told his name and may authorize once more. Bodies, watches and upgraded connections stream through as they come.
 */
public final class Aggregation implements AutoCloseable {

    private static final long TURN_MILLIS = 1_000;
    private static final String OPENAPI = "/openapi/v3";

    private final ResourceReader reader;
    private final Own own;
    private final ExtensionServers servers;
    private final AvailabilityChecks checks;
    private final CustomApiServices custom;
    private final Vertx vertx;
    private final long timer;

    /** The gateway's own documents, into which those of others are put. */
    public record Own(DiscoveryHandler discovery, OpenApiHandler openApi) {}

    /**
     * @param kinds of whose groups APIServices are kept, too
     * @param own what the gateway says of itself
     * @param client writes the status of APIServices
     * @param certificate PEM, the front proxy's, which extension servers are shown
     * @param key PEM, PKCS#8
     */
    public Aggregation(
            Vertx vertx,
            ResourceReader reader,
            ServedKinds kinds,
            Own own,
            ApiClient client,
            InstantSource clock,
            Path certificate,
            Path key) {
        this.vertx = vertx;
        this.reader = reader;
        this.own = own;
        this.servers = new ExtensionServers(vertx, certificate, key);
        this.checks = new AvailabilityChecks(servers, reader, client, clock);
        this.custom = new CustomApiServices(vertx, kinds, reader, client);
        this.timer = vertx.setPeriodic(TURN_MILLIS, turn -> checks.turn());
    }

    /** Whether what is below this path is served by somebody else. */
    public boolean takesOver(String path) {
        return serving(path) != null;
    }

    /** Whoever serves an API describes it, too. */
    private @Nullable RemoteApi serving(String asked) {
        String path = asked.startsWith(OPENAPI + "/apis/") ? asked.substring(OPENAPI.length()) : asked;
        if (!path.startsWith("/apis/")) {
            return null;
        }
        String[] parts = path.split("/", 5);
        return parts.length < 4 || parts[3].isEmpty() ? null : RemoteApi.serving(reader.latest(), parts[2], parts[3]);
    }

    /** The answer, or null where the request is for something that the gateway serves itself. */
    public @Nullable CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info) {
        RemoteApi api = serving(request.path());
        if (api != null) {
            return passOn(api, request.user());
        }
        return info.isResourceRequest() ? null : documents(request);
    }

    private CompletionStage<ApiResponse> passOn(RemoteApi api, UserInfo user) {
        Availability known = checks.of(api);
        if (known == null || !known.isAvailable()) {
            return CompletableFuture.failedStage(unavailable("service unavailable"));
        }
        return CompletableFuture.completedStage(new Takeover(taken -> pass(api, user, taken)));
    }

    private CompletionStage<Void> pass(RemoteApi api, UserInfo user, HttpServerRequest request) {
        RequestOptions to;
        try {
            to = servers.to(api, reader.latest(), request.uri());
        } catch (UnavailableException | IllegalArgumentException e) {
            return CompletableFuture.failedStage(unavailable(String.valueOf(e.getMessage())));
        }
        Passage passage = new Passage(
                to, (asked, headers, isUpgrade) -> FrontProxyHeaders.write(user, asked, headers, isUpgrade), null);
        return new ProxyExchange(servers.client(), passage, request).run();
    }

    private @Nullable CompletionStage<ApiResponse> documents(ApiRequest request) {
        String path = request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        if (path.equals(OPENAPI)) {
            return descriptions(request);
        }
        boolean isAll = path.equals("/apis");
        boolean isGroup = path.startsWith("/apis/") && path.indexOf('/', "/apis/".length()) < 0;
        if (!isAll && !isGroup) {
            return null;
        }
        Snapshot snapshot = reader.latest();
        List<RemoteApi> apis = RemoteApi.all(snapshot);
        if (apis.isEmpty()) {
            return null;
        }
        AggregatedDiscovery merged = new AggregatedDiscovery(apis, checks::of);
        ApiResponse.Full known = own(request);
        ApiResponse answer = isAll && known != null
                ? merged.groups(request, known)
                : isGroup ? merged.group(request, path.substring("/apis/".length()), known) : null;
        return answer == null ? null : CompletableFuture.completedStage(answer);
    }

    /** Where descriptions are, of those that can be asked for one; null where there are no others. */
    private @Nullable CompletionStage<ApiResponse> descriptions(ApiRequest request) {
        List<RemoteApi> available = RemoteApi.all(reader.latest()).stream()
                .filter(api -> {
                    Availability known = checks.of(api);
                    return known != null && known.isAvailable();
                })
                .toList();
        CompletionStage<ApiResponse> index =
                available.isEmpty() ? null : own.openApi().answer(request.without("if-none-match"));
        return index == null
                ? null
                : index.thenApply(answer -> {
                    ObjectNode document = Json.readObject(((ApiResponse.Full) answer).body());
                    for (RemoteApi api : available) {
                        document.withObjectProperty("paths")
                                .putObject(api.path().substring(1))
                                .put("serverRelativeURL", OPENAPI + api.path());
                    }
                    return Document.json(document).answer(request);
                });
    }

    /** Whole: what a client knows of it is held against the merged document. */
    private ApiResponse.@Nullable Full own(ApiRequest request) {
        return own.discovery().answer(request.without("if-none-match")) instanceof ApiResponse.Full full ? full : null;
    }

    private static StatusException unavailable(String why) {
        return new StatusException(new Status(503, "ServiceUnavailable", why, null));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        custom.close();
        servers.close();
    }
}
