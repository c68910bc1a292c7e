package dev.gyre.node.ingress;

import dev.gyre.node.ingress.Endpoints.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to an endpoint and back. Another endpoint is tried where nothing can have happened yet: no
 * connection could be made, or the request may be repeated (its method is idempotent and it has no body) and no answer has
 * begun. Bodies pass through as they come, each side no faster than the other.
 */
final class ProxiedRequest {
    private static final Logger log = LoggerFactory.getLogger(ProxiedRequest.class);
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);
    private static final int NOT_MODIFIED = 304;
    private static final int NO_CONTENT = 204;
    private static final int SWITCHING = 101;

    private final IngressProxy proxy;
    private final HttpServerRequest request;
    private final ForwardedHeaders.Client client;
    private final Supplier<List<Endpoint>> endpoints;
    private final Runnable release;
    private final String upgrade;
    private final Attempts attempts = new Attempts();
    private boolean isGone;
    private Runnable cancel = () -> {};

    ProxiedRequest(
            IngressProxy proxy,
            HttpServerRequest request,
            ForwardedHeaders.Client client,
            Supplier<List<Endpoint>> endpoints,
            Runnable release) {
        this.proxy = proxy;
        this.request = request;
        this.client = client;
        this.endpoints = endpoints;
        this.release = release;
        this.upgrade = request.version() == HttpVersion.HTTP_1_1 ? ForwardedHeaders.upgrade(request.headers()) : "";
    }

    void start() {
        if (hasBody()) {
            request.pause();
        }
        request.response().exceptionHandler(broken -> gone());
        request.response().closeHandler(closed -> gone());
        attempt(502);
    }

    /** The client does not wait any more. */
    private void gone() {
        if (!request.response().ended()) {
            isGone = true;
            cancel.run();
        }
    }

    /** @param otherwise what is answered where nobody is left to try */
    private void attempt(int otherwise) {
        if (isGone) {
            return;
        }
        boolean isFirst = attempts.isFirst();
        Optional<Endpoint> next = attempts.next(endpoints.get(), proxy.turn());
        if (next.isEmpty()) {
            proxy.answer(request, isFirst ? 503 : otherwise);
            return;
        }
        Endpoint endpoint = next.get();
        proxy.client()
                .request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(endpoint.host())
                        .setPort(endpoint.port())
                        .setURI(request.uri()))
                .onComplete(backend -> send(endpoint, backend), failure -> {
                    log.debug("no connection to {}: {}", endpoint, failure.toString());
                    attempt(IngressProxy.isBusy(failure) ? 503 : 502);
                });
    }

    private void send(Endpoint endpoint, HttpClientRequest backend) {
        if (isGone) {
            backend.reset();
            return;
        }
        cancel = backend::reset;
        backend.idleTimeout(IngressProxy.PATIENCE.toMillis());
        ForwardedHeaders.request(request.headers(), backend.headers(), client);
        boolean mayRepeat = !hasBody() && upgrade.isEmpty() && IDEMPOTENT.contains(request.method());
        dispatch(backend).onComplete(this::answered, failure -> {
            log.debug("{} did not answer: {}", endpoint, failure.toString());
            if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
                proxy.answer(request, 504);
            } else if (mayRepeat) {
                attempt(502);
            } else {
                proxy.answer(request, 502);
            }
        });
    }

    private Future<HttpClientResponse> dispatch(HttpClientRequest backend) {
        if (!upgrade.isEmpty()) {
            backend.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
            backend.putHeader(HttpHeaders.UPGRADE, upgrade);
            return backend.connect();
        }
        if (!hasBody()) {
            return backend.send();
        }
        if (request.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            backend.setChunked(true);
        }
        // A body that breaks off must not look whole.
        request.pipe().endOnFailure(false).to(backend).onFailure(failure -> backend.reset());
        return backend.response();
    }

    private boolean hasBody() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (request.version() == HttpVersion.HTTP_2 && length == null) {
            return request.method() == HttpMethod.POST
                    || request.method() == HttpMethod.PUT
                    || request.method() == HttpMethod.PATCH;
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private void answered(HttpClientResponse answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.headWritten()) {
            answer.request().reset();
            return;
        }
        response.setStatusCode(answer.statusCode());
        if (request.version() != HttpVersion.HTTP_2) {
            response.setStatusMessage(answer.statusMessage());
        }
        ForwardedHeaders.copy(answer.headers(), response.headers());
        if (answer.statusCode() == SWITCHING) {
            tunnel(answer);
            return;
        }
        boolean hasBody = request.method() != HttpMethod.HEAD
                && answer.statusCode() != NO_CONTENT
                && answer.statusCode() != NOT_MODIFIED;
        if (hasBody && answer.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            response.setChunked(request.version() == HttpVersion.HTTP_1_1);
        }
        answer.pipe().endOnFailure(false).to(response).onFailure(failure -> {
            log.debug("an answer broke off: {}", failure.toString());
            abort();
        });
    }

    /** An answer that has begun cannot be taken back: the client must see that it is not whole. */
    private void abort() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private void tunnel(HttpClientResponse answer) {
        NetSocket inside = answer.netSocket();
        inside.pause();
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        request.response().putHeader(HttpHeaders.UPGRADE, upgrade);
        request.toNetSocket()
                .onComplete(
                        outside -> {
                            cancel = inside::close;
                            outside.closeHandler(closed -> release.run());
                            outside.pipeTo(inside).onFailure(failure -> outside.close());
                            inside.pipeTo(outside).onFailure(failure -> inside.close());
                        },
                        failure -> inside.close());
    }
}
