package dev.gyre.gateway.proxy;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through. Bodies stream in both directions, no faster than the slower side; an upgrade that the
 * backend agrees to joins the two connections byte by byte. Until the backend has answered, a failure is the answer.
 */
public final class ProxyExchange {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyExchange.class);

    private final HttpClient client;
    private final Passage passage;
    private final HttpServerRequest request;
    private final HttpServerResponse response;

    /**
     * Where a request goes on to.
     *
     * @param to the backend; the method is the request's
     * @param links of the answer that are led through the proxy; null where they are the client's affair
     */
    public record Passage(
            RequestOptions to, Headers headers, @Nullable Links links) {}

    /** What a backend is told of the request. */
    @FunctionalInterface
    public interface Headers {
        /** @param isUpgrade whether the connection is to become something else, which the backend must hear */
        void write(HttpServerRequest request, MultiMap headers, boolean isUpgrade);
    }

    public ProxyExchange(HttpClient client, Passage passage, HttpServerRequest request) {
        this.client = client;
        this.passage = passage;
        this.request = request;
        this.response = request.response();
    }

    /** Takes the connection; a failure becomes the answer. */
    public CompletionStage<Void> run() {
        boolean isUpgrade = isUpgrade(request);
        return client.request(passage.to().setMethod(request.method()))
                .recover(failure -> Future.failedFuture(failed(failure)))
                .compose(backend -> {
                    passage.headers().write(request, backend.headers(), isUpgrade);
                    return isUpgrade ? upgrade(backend) : passOn(backend);
                })
                .toCompletionStage();
    }

    static boolean isUpgrade(HttpServerRequest request) {
        String connection = request.getHeader("connection");
        return request.getHeader("upgrade") != null
                && connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    private Future<Void> passOn(HttpClientRequest backend) {
        Promise<Void> begun = Promise.promise();
        response.exceptionHandler(gone -> backend.reset());
        response.closeHandler(gone -> backend.reset());
        boolean hasLength = request.getHeader("content-length") != null;
        if (hasLength || request.getHeader("transfer-encoding") != null || mayHaveBody()) {
            if (!hasLength) {
                backend.setChunked(true);
            }
            backend.send(request).onComplete(answered -> {
                if (answered.failed()) {
                    begun.tryFail(failed(answered.cause()));
                } else {
                    answer(answered.result());
                    begun.tryComplete();
                }
            });
        } else {
            request.resume();
            backend.send().onComplete(answered -> {
                if (answered.failed()) {
                    begun.tryFail(failed(answered.cause()));
                } else {
                    answer(answered.result());
                    begun.tryComplete();
                }
            });
        }
        return begun.future();
    }

    /** On HTTP/2 a body needs no announcement. */
    private boolean mayHaveBody() {
        HttpMethod method = request.method();
        return request.version() == io.vertx.core.http.HttpVersion.HTTP_2
                && !method.equals(HttpMethod.GET)
                && !method.equals(HttpMethod.HEAD)
                && !method.equals(HttpMethod.OPTIONS);
    }

    private void answer(HttpClientResponse answer) {
        Links links = passage.links();
        response.setStatusCode(answer.statusCode());
        ProxyHeaders.toClient(answer.headers(), response.headers());
        String location = answer.getHeader("location");
        if (location != null && links != null) {
            response.putHeader("Location", links.rewrite(location));
        }
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        if (links != null && !isHead && location == null && isPlainHtml(answer)) {
            rewriteHtml(answer, new HtmlLinks(links));
            return;
        }
        if (answer.getHeader("content-length") == null
                && request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1
                && !isHead
                && answer.statusCode() != 204
                && answer.statusCode() != 304) {
            response.setChunked(true);
        }
        if (isHead) {
            answer.resume();
            response.end();
            return;
        }
        answer.pipeTo(response).onFailure(broken -> {
            LOG.debug("a proxied answer broke off", broken);
            response.reset();
        });
    }

    private static boolean isPlainHtml(HttpClientResponse answer) {
        String type = answer.getHeader("content-type");
        String encoding = answer.getHeader("content-encoding");
        return type != null
                && type.toLowerCase(Locale.ROOT).strip().startsWith("text/html")
                && (encoding == null || encoding.equalsIgnoreCase("identity"));
    }

    private void rewriteHtml(HttpClientResponse answer, HtmlLinks html) {
        response.headers().remove("Content-Length");
        if (request.version() == io.vertx.core.http.HttpVersion.HTTP_1_1) {
            response.setChunked(true);
        }
        answer.handler(piece -> {
            Buffer rewritten = Buffer.buffer(html.rewrite(piece.getBytes()));
            if (rewritten.length() > 0) {
                response.write(rewritten);
            }
            if (response.writeQueueFull()) {
                answer.pause();
                response.drainHandler(room -> answer.resume());
            }
        });
        answer.endHandler(end -> response.end(Buffer.buffer(html.end())));
        answer.exceptionHandler(broken -> response.reset());
    }

    private Future<Void> upgrade(HttpClientRequest backend) {
        response.closeHandler(gone -> backend.reset());
        return backend.connect()
                .recover(failure -> Future.failedFuture(failed(failure)))
                .compose(answer -> {
                    if (answer.statusCode() != 101) {
                        request.resume();
                        answer(answer);
                        return Future.succeededFuture();
                    }
                    NetSocket inner = answer.netSocket();
                    inner.pause();
                    ProxyHeaders.toClient(answer.headers(), response.headers());
                    response.putHeader("Connection", "Upgrade").putHeader("Upgrade", answer.getHeader("upgrade"));
                    return request.toNetSocket()
                            .onFailure(gone -> inner.close())
                            .onSuccess(outer -> join(outer, inner))
                            .mapEmpty();
                });
    }

    private static void join(NetSocket outer, NetSocket inner) {
        outer.closeHandler(closed -> inner.close());
        inner.closeHandler(closed -> outer.close());
        outer.pipeTo(inner);
        inner.pipeTo(outer);
    }

    private StatusException failed(Throwable failure) {
        if (failure instanceof StatusException refused) {
            return refused;
        }
        LOG.debug("proxying to {}:{}", passage.to().getHost(), passage.to().getPort(), failure);
        return new StatusException(
                new Status(503, "ServiceUnavailable", "error trying to reach service: " + failure.getMessage(), null));
    }
}
