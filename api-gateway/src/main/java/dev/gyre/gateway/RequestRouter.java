package dev.gyre.gateway;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.auth.AccessReviews;
import dev.gyre.gateway.auth.Attributes;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.auth.Forbidden;
import dev.gyre.gateway.discovery.DiscoveryHandler;
import dev.gyre.gateway.discovery.HealthHandler;
import dev.gyre.gateway.discovery.OpenApiHandler;
import dev.gyre.gateway.discovery.ServerInfoHandler;
import dev.gyre.gateway.flowcontrol.FlowControl;
import dev.gyre.gateway.measures.RequestMetrics;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.schemas.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request whose caller is known: when its turn has come, it is authorized by what it is about, and given to
 * whoever serves that.
 * Whatever goes wrong on the way ends as a {@code Status} here, so the stage that is answered never fails.
 */
final class RequestRouter implements ApiHandler {

    /** Serves some resource requests; answers null for those that it does not. */
    @FunctionalInterface
    interface Route {
        @Nullable
        CompletionStage<ApiResponse> answer(ApiRequest request, RequestInfo info);
    }

    private final Authorizer authorizer;
    private final ResourceReader reader;
    private final List<Route> routes;
    private final FlowControl flows;
    private final RequestMetrics metrics;
    private final Predicate<String> takenOver;

    /** @param takenOver the paths whose requests are given away with their bodies unread */
    RequestRouter(
            Authorizer authorizer,
            ResourceReader reader,
            FlowControl flows,
            RequestMetrics metrics,
            List<Route> routes,
            Predicate<String> takenOver) {
        this.takenOver = takenOver;
        this.authorizer = authorizer;
        this.reader = reader;
        this.flows = flows;
        this.metrics = metrics;
        this.routes = List.copyOf(routes);
    }

    /** Those who serve what is no stored resource. */
    static List<Route> fixedRoutes(
            AccessReviews reviews,
            DiscoveryHandler discovery,
            OpenApiHandler openApi,
            HealthHandler health,
            ServerInfoHandler serverInfo,
            GyrePaths gyrePaths) {
        return List.of(
                (request, info) -> done(reviews.answer(request, info)),
                (request, info) -> info.isResourceRequest() ? null : done(discovery.answer(request)),
                (request, info) -> info.isResourceRequest() ? null : health.answer(request),
                (request, info) -> info.isResourceRequest() ? null : done(serverInfo.answer(request)),
                (request, info) -> info.isResourceRequest() ? null : openApi.answer(request),
                (request, info) -> info.isResourceRequest() ? null : gyrePaths.answer(request));
    }

    @Override
    public boolean takesOver(String path) {
        return takenOver.test(path);
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request) {
        FlowControl.Flow flow = null;
        RequestMetrics.Timing timing = null;
        try {
            ApiRequest admitted = ComponentHeaders.admit(request);
            ApiRequest asked = admitted.method().equals("HEAD") ? asGet(admitted) : admitted;
            RequestInfo info = RequestInfoParser.parse(asked);
            timing = metrics.begin(asked, info);
            ApiRequest traced = timing.request();
            flow = flows.classify(traced, info);
            return flow.run(() -> route(traced, info))
                    .exceptionally(failure -> StatusResponse.of(failure, request))
                    .thenApply(timing::end)
                    .thenApply(flow::marked);
        } catch (RuntimeException e) {
            ApiResponse refusal = StatusResponse.of(e, request);
            ApiResponse counted = timing == null ? refusal : timing.end(refusal);
            return CompletableFuture.completedStage(flow == null ? counted : flow.marked(counted));
        }
    }

    private CompletionStage<ApiResponse> route(ApiRequest request, RequestInfo info) {
        if (info.isResourceRequest() && info.verb().isEmpty() && !"proxy".equals(info.subresource())) {
            throw StatusException.methodNotAllowed();
        }
        Attributes attributes = Attributes.of(info, request.parameter("fieldSelector"));
        Authorizer.Verdict verdict = authorizer.authorize(request.user(), attributes);
        if (verdict.isAllowed()) {
            return serve(request, info);
        }
        // Nobody is refused because a cache was behind: what was granted, or bound to a node, before this request
        // counts. Where that cannot be known, the answer is that, and not a refusal: kubelets take one for "gone".
        return reader.consistent().thenCompose(current -> {
            Authorizer.Verdict second = authorizer.authorize(request.user(), attributes);
            if (!second.isAllowed()) {
                throw Forbidden.of(request.user(), attributes, second.reason());
            }
            return serve(request, info);
        });
    }

    private CompletionStage<ApiResponse> serve(ApiRequest request, RequestInfo info) {
        for (Route route : routes) {
            CompletionStage<ApiResponse> answer = route.answer(request, info);
            if (answer != null) {
                return answer;
            }
        }
        throw new StatusException(
                new Status(404, "NotFound", "the server could not find the requested resource", null));
    }

    private static ApiRequest asGet(ApiRequest head) {
        return new ApiRequest(head.id(), "GET", head.path(), head.query(), head.headers(), head.body(), head.user());
    }

    private static @Nullable CompletionStage<ApiResponse> done(@Nullable ApiResponse answer) {
        return answer == null ? null : CompletableFuture.completedStage(answer);
    }
}
