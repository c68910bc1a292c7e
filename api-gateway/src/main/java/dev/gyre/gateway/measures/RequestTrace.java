package dev.gyre.gateway.measures;

import dev.gyre.events.telemetry.Tracing;
import dev.gyre.events.telemetry.Tracing.Kind;
import dev.gyre.events.telemetry.Tracing.Traced;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request as part of a trace: the one that its {@code traceparent} names, and for a write without one, a new one. What the
 * request leads to names the request's own span. While nobody exports, requests go on as they came.
 */
public final class RequestTrace {

    public static final String HEADER = "traceparent";

    private final ApiRequest request;
    private final @Nullable Traced span;

    private RequestTrace(ApiRequest request, @Nullable Traced span) {
        this.request = request;
        this.span = span;
    }

    static RequestTrace begin(ApiRequest request, RequestLabels labels) {
        if (!Tracing.isExporting()) {
            return new RequestTrace(request, null);
        }
        String given = request.header(HEADER);
        String parent = given == null ? "" : given;
        String name = (labels.verb() + " " + labels.resource() + " " + labels.subresource()).strip();
        Traced span = labels.isMutating()
                ? Tracing.beginOrJoin(Kind.SERVER, name, parent)
                : Tracing.begin(Kind.SERVER, name, parent);
        span.tag("http.request.method", request.method())
                .tag("url.path", request.path())
                .tag("gyre.request", request.id())
                .tag("enduser.id", request.user().name());
        String own = span.traceparent();
        return new RequestTrace(own.isEmpty() || own.equals(parent) ? request : request.with(HEADER, own), span);
    }

    /** The request, under its own span. */
    public ApiRequest request() {
        return request;
    }

    void end(ApiResponse answer) {
        Traced ended = span;
        if (ended != null) {
            ended.tag("http.response.status_code", Integer.toString(answer.code()));
            if (answer.code() >= 500) {
                ended.fail("status " + answer.code());
            }
            ended.end();
        }
    }
}
