package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.ApiResponse.Takeover;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.discovery.DiscoveryHandler;
import dev.gyre.gateway.outbound.ServiceEndpoints.UnavailableException;
import dev.gyre.gateway.proxy.ProxyExchange;
import dev.gyre.gateway.proxy.ProxyExchange.Passage;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiClient;
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

/**
 * Serves what APIServices say that others serve. The gateway has authenticated and authorized whoever asks; the server behind
 * is told his name and may authorize once more. Bodies, watches and upgraded connections stream through as they come.
 */
public final class Aggregation implements AutoCloseable {

    private static final long TURN_MILLIS = 1_000;

    private final ResourceReader reader;
    private final DiscoveryHandler discovery;
    private final ExtensionServers servers;
    private final AvailabilityChecks checks;
    private final Vertx vertx;
    private final long timer;

    /**
     * @param discovery the gateway's own
     * @param client writes the status of APIServices
     * @param certificate PEM, the front proxy's, which extension servers are shown
     * @param key PEM, PKCS#8
     */
    public Aggregation(
            Vertx vertx,
            ResourceReader reader,
            DiscoveryHandler discovery,
            ApiClient client,
            InstantSource clock,
            Path certificate,
            Path key) {
        this.vertx = vertx;
        this.reader = reader;
        this.discovery = discovery;
        this.servers = new ExtensionServers(vertx, certificate, key);
        this.checks = new AvailabilityChecks(servers, reader, client, clock);
        this.timer = vertx.setPeriodic(TURN_MILLIS, turn -> checks.turn());
    }

    /** Whether what is below this path is served by somebody else. */
    public boolean takesOver(String path) {
        return serving(path) != null;
    }

    private @Nullable RemoteApi serving(String path) {
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
        ApiResponse.Full own = own(request);
        ApiResponse answer = isAll && own != null
                ? merged.groups(request, own)
                : isGroup ? merged.group(request, path.substring("/apis/".length()), own) : null;
        return answer == null ? null : CompletableFuture.completedStage(answer);
    }

    /** Whole: what a client knows of it is held against the merged document. */
    private ApiResponse.@Nullable Full own(ApiRequest request) {
        return discovery.answer(request.without("if-none-match")) instanceof ApiResponse.Full full ? full : null;
    }

    private static StatusException unavailable(String why) {
        return new StatusException(new Status(503, "ServiceUnavailable", why, null));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        servers.close();
    }
}
