package dev.gyre.node.probe;

import dev.gyre.node.probe.ProbeAnswer.Kind;
import dev.gyre.node.probe.ProbeTarget.HttpGet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One GET on a connection of its own, with whatever certificate the container has. Redirects are followed as long as they
 * stay on the host that was asked; one that leads elsewhere is a success with a warning. No more of a body is read than a
 * message shows.
 */
final class HttpProbe {
    private static final int MOST_BODY_BYTES = 10 * 1024;
    private static final int MOST_REDIRECTS = 10;

    private final HttpClient client;
    private final String userAgent;

    HttpProbe(Vertx vertx, String userAgent) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDecompressionSupported(false));
        this.userAgent = userAgent;
    }

    CompletionStage<ProbeAnswer> ask(HttpGet target, Duration timeout) {
        Promise<ProbeAnswer> answer = Promise.promise();
        follow(target, target, 0, timeout)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> ProbeAnswer.silence(words(target, failure)))
                .onComplete(answer);
        return answer.future().toCompletionStage();
    }

    private Future<ProbeAnswer> follow(HttpGet first, HttpGet target, int redirects, Duration timeout) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setSsl(target.isTls())
                .setHost(target.host())
                .setPort(target.port())
                .setURI(target.path())
                .setConnectTimeout(timeout.toMillis())
                .setIdleTimeout(timeout.toMillis());
        return client.request(options).compose(request -> {
            headers(request, target);
            return request.send().compose(response -> {
                HttpGet next = redirects < MOST_REDIRECTS ? redirected(first, target, response) : null;
                if (next == null) {
                    return body(request, response).map(body -> verdict(response, body));
                }
                abandon(request, response);
                return follow(first, next, redirects + 1, timeout);
            });
        });
    }

    /** An empty value takes a header away that would be sent otherwise. */
    private void headers(HttpClientRequest request, HttpGet target) {
        request.putHeader("User-Agent", userAgent).putHeader("Accept", "*/*").putHeader("Connection", "close");
        for (ProbeTarget.Header header : target.headers()) {
            boolean isDefault = header.name().equalsIgnoreCase("User-Agent")
                    || header.name().equalsIgnoreCase("Accept")
                    || header.name().equalsIgnoreCase("Host");
            if (isDefault && header.value().isEmpty()) {
                request.headers().remove(header.name());
            } else if (isDefault) {
                request.headers().set(header.name(), header.value());
            } else {
                request.headers().add(header.name(), header.value());
            }
        }
    }

    /** Where to ask next; null where this was the last answer. */
    private static @org.jspecify.annotations.Nullable HttpGet redirected(
            HttpGet first, HttpGet asked, HttpClientResponse response) {
        String location = response.getHeader("Location");
        int code = response.statusCode();
        boolean isRedirect = code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
        if (!isRedirect || location == null) {
            return null;
        }
        URI to;
        try {
            to = URI.create(asked.url()).resolve(location);
        } catch (IllegalArgumentException e) {
            return null;
        }
        boolean isTls = "https".equals(to.getScheme());
        if (to.getHost() == null || !to.getHost().equals(URI.create(first.url()).getHost())) {
            return null;
        }
        int port = to.getPort() < 0 ? (isTls ? 443 : 80) : to.getPort();
        String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
        return new HttpGet(first.containerId(), isTls, asked.host(), port, path + query, first.headers());
    }

    private static Future<String> body(HttpClientRequest request, HttpClientResponse response) {
        Promise<String> read = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part, 0, Math.min(part.length(), MOST_BODY_BYTES - body.length()));
            if (body.length() >= MOST_BODY_BYTES && read.tryComplete(body.toString())) {
                abandon(request, response);
            }
        });
        response.endHandler(end -> read.tryComplete(body.toString()));
        response.exceptionHandler(read::tryFail);
        return read.future();
    }

    /** Nobody wants the rest of it. */
    private static void abandon(HttpClientRequest request, HttpClientResponse response) {
        response.exceptionHandler(reset -> {});
        var unused = request.reset();
    }

    private static ProbeAnswer verdict(HttpClientResponse response, String body) {
        int code = response.statusCode();
        if (code >= 300 && code < 400) {
            return new ProbeAnswer(Kind.YES_BUT, "Probe terminated redirects, Response body: " + body);
        }
        return code >= 200 && code < 300
                ? ProbeAnswer.YES
                : ProbeAnswer.no("HTTP probe failed with statuscode: " + code);
    }

    private static String words(HttpGet target, Throwable failure) {
        String get = "Get \"" + target.url() + "\": ";
        if (Silence.isTimeout(failure)) {
            return get + "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
        }
        boolean isClosed = String.valueOf(failure.getMessage()).contains("closed");
        return get + (isClosed ? "EOF" : Silence.ofDial(target.host(), target.port(), failure));
    }
}
