package dev.gyre.gateway.http;

import dev.gyre.gateway.ApiHandler;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.StatusResponse;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.auth.Authenticator;
import dev.gyre.gateway.auth.Credentials;
import dev.gyre.gateway.protobuf.ProtobufBody;
import dev.gyre.gateway.streams.OpenStreams;
import dev.gyre.gateway.streams.WebSocketAnswer;
import dev.gyre.schemas.Status;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, all on one event loop. The caller is known before a byte of the body is read; the body is
 * read whole, within its bound and its time; then the handler is asked, and what it answers, or the failure it ends with,
 * is written.
 */
final class Exchange {

    private static final long BODY_TIMEOUT_MILLIS = 60_000;
    private static final int MAX_URI_LENGTH = 8 * 1024;
    private static final int MAX_PARAMETERS = 1000;

    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Authenticator authenticator;
    private final ApiHandler handler;
    private final OpenStreams streams;
    private final String id;
    private boolean isAnswered;

    /** The body waits for whoever takes the connection over. */
    private boolean isHeld;

    private boolean isWebSocket;

    Exchange(
            Context context,
            HttpServerRequest request,
            Authenticator authenticator,
            ApiHandler handler,
            OpenStreams streams) {
        this.context = context;
        this.request = request;
        this.response = request.response();
        this.authenticator = authenticator;
        this.handler = handler;
        this.streams = streams;
        this.id = UUID.randomUUID().toString();
    }

    void begin() {
        response.exceptionHandler(gone -> isAnswered = true);
        request.exceptionHandler(gone -> isAnswered = true);
        try {
            String uri = request.uri();
            if (uri != null && uri.length() > MAX_URI_LENGTH) {
                throw new StatusException(new Status(414, "RequestURITooLong", "the request URI is too long", null));
            }
            Map<String, List<String>> headers = headers();
            UserInfo user = authenticator.authenticate(new Credentials(certificates(), headers));
            if (user == null) {
                throw new StatusException(new Status(401, "Unauthorized", "Unauthorized", null));
            }
            String path = request.path();
            isWebSocket = WebSocketAnswer.isAskedFor(headers);
            if (isWebSocket || TakenOver.isAskedFor(path) || path != null && handler.takesOver(path)) {
                isHeld = true;
                request.pause();
                ask(headers, user, new byte[0]);
            } else {
                readBody(headers, user);
            }
        } catch (RuntimeException e) {
            refuseUnread(e);
        }
    }

    private void readBody(Map<String, List<String>> headers, UserInfo user) {
        String announced = request.getHeader("content-length");
        if (announced != null && announced.length() > 18
                || announced != null && isTooLarge(Long.parseLong(announced))) {
            throw tooLarge();
        }
        Buffer body = Buffer.buffer();
        long timer = context.owner().setTimer(BODY_TIMEOUT_MILLIS, late -> {
            if (!isAnswered) {
                refuseUnread(new StatusException(
                        new Status(408, "Timeout", "the body of the request did not arrive in time", null)));
            }
        });
        request.handler(chunk -> {
            if (isAnswered) {
                return;
            }
            if (isTooLarge((long) body.length() + chunk.length())) {
                context.owner().cancelTimer(timer);
                refuseUnread(tooLarge());
                return;
            }
            body.appendBuffer(chunk);
        });
        request.endHandler(end -> {
            context.owner().cancelTimer(timer);
            if (!isAnswered) {
                ask(headers, user, body.getBytes());
            }
        });
    }

    private void ask(Map<String, List<String>> headers, UserInfo user, byte[] body) {
        try {
            ApiRequest asked = apiRequest(headers, user, body);
            CompletionStage<ApiResponse> handled = handler.handle(asked);
            CompletionStage<ApiResponse> framed =
                    isWebSocket ? handled.thenApply(answer -> WebSocketAnswer.of(asked, answer, streams)) : handled;
            framed.whenComplete((answer, failure) -> {
                ApiResponse answered = failure == null ? answer : StatusResponse.of(failure, id);
                if (io.vertx.core.Vertx.currentContext() == context) {
                    answer(answered);
                } else {
                    context.runOnContext(turn -> answer(answered));
                }
            });
        } catch (RuntimeException e) {
            answer(StatusResponse.of(e, id));
        }
    }

    private ApiRequest apiRequest(Map<String, List<String>> headers, UserInfo user, byte[] body) {
        String uri = request.uri();
        if (uri == null || !uri.startsWith("/")) {
            throw new StatusException(new Status(400, "BadRequest", "the request target must be a path", null));
        }
        try {
            QueryStringDecoder decoder = QueryStringDecoder.builder()
                    .charset(StandardCharsets.UTF_8)
                    .hasPath(true)
                    .maxParams(MAX_PARAMETERS)
                    .semicolonIsNormalChar(true)
                    .build(uri);
            Map<String, String> joined = new HashMap<>();
            headers.forEach((name, values) -> joined.put(name, String.join(",", values)));
            String type = joined.get("content-type");
            byte[] sent = body;
            if (type != null && type.startsWith(ProtobufBody.MEDIA_TYPE) && body.length > 0) {
                sent = ProtobufBody.toJson(body);
                joined.put("content-type", "application/json");
            }
            return new ApiRequest(
                    id, PostedUpgrades.methodOf(request), decoder.path(), decoder.parameters(), joined, sent, user);
        } catch (IllegalArgumentException malformed) {
            throw new StatusException(new Status(400, "BadRequest", "the request target is not a valid URL", null));
        }
    }

    private void answer(ApiResponse answer) {
        if (isAnswered || response.closed()) {
            return;
        }
        if (answer instanceof ApiResponse.Takeover takeover) {
            handOver(takeover);
            return;
        }
        readOn();
        isAnswered = true;
        response.setStatusCode(answer.code());
        answer.headers().forEach(response::putHeader);
        response.putHeader("gyre-request", id);
        switch (answer) {
            case ApiResponse.Full full -> FullBody.send(context, request, full);
            case ApiResponse.Takeover never -> throw new IllegalStateException("handed over already");
            case ApiResponse.Streaming streaming -> {
                if (request.version() == HttpVersion.HTTP_1_1) {
                    response.setChunked(true);
                }
                new ResponseStream(context, response, streams).start(streaming.source());
            }
        }
    }

    private void readOn() {
        if (isHeld) {
            isHeld = false;
            request.resume();
        }
    }

    /** From here on the connection is somebody else's, unless he refuses it. */
    private void handOver(ApiResponse.Takeover takeover) {
        response.putHeader("gyre-request", id);
        try {
            takeover.taker().take(request).whenComplete((done, failure) -> {
                if (failure != null) {
                    context.runOnContext(turn -> refuseUnread(failure));
                }
            });
        } catch (RuntimeException refusal) {
            refuseUnread(refusal);
        }
    }

    /** Refuses without having read the rest, and lets go of a connection on which it would still come. */
    private void refuseUnread(Throwable reason) {
        ApiResponse.Full refusal = StatusResponse.of(reason, id);
        if (request.isEnded()) {
            answer(refusal);
            return;
        }
        boolean hasBody = hasBody();
        readOn();
        if (hasBody && request.version() != HttpVersion.HTTP_2) {
            response.putHeader("connection", "close");
        }
        answer(refusal);
        request.handler(dropped -> {});
        if (hasBody && request.version() == HttpVersion.HTTP_2) {
            // NO_ERROR after a whole answer: "stop sending, and the answer stands".
            response.reset(0);
        } else if (hasBody) {
            context.owner().setTimer(1000, late -> request.connection().close());
        }
    }

    private boolean hasBody() {
        String length = request.getHeader("content-length");
        return request.getHeader("transfer-encoding") != null
                || (length == null ? request.version() == HttpVersion.HTTP_2 : !length.equals("0"));
    }

    private List<X509Certificate> certificates() {
        if (!request.isSSL()) {
            return List.of();
        }
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (var certificate : request.connection().peerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    private Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new HashMap<>();
        request.headers()
                .forEach(
                        (name, value) -> headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(1))
                                .add(value));
        return headers;
    }

    private static boolean isTooLarge(long bytes) {
        return bytes > ServerSettings.MAX_BODY_BYTES;
    }

    private static StatusException tooLarge() {
        return new StatusException(new Status(
                413,
                "RequestEntityTooLarge",
                "Request entity too large: limit is " + ServerSettings.MAX_BODY_BYTES,
                (Status.@Nullable Details) null));
    }
}
