package dev.gyre.gateway.outbound;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One call on its way: whatever ends it first, answer, failure or time, is what came of it, and the rest is let go. */
final class WebhookCall {

    private static final int MAX_QUOTED = 2048;

    private final Vertx vertx;
    private final String what;
    private final Duration timeout;
    private final int maxAnswerBytes;
    private final Promise<byte[]> outcome = Promise.promise();
    private volatile @Nullable HttpClientRequest request;

    /** @param what the call in words, to begin a message with */
    WebhookCall(Vertx vertx, String what, Duration timeout, int maxAnswerBytes) {
        this.vertx = vertx;
        this.what = what;
        this.timeout = timeout;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    CompletionStage<byte[]> run(HttpClient client, RequestOptions options, byte[] body) {
        long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), late -> fail("context deadline exceeded"));
        outcome.future().onComplete(ended -> vertx.cancelTimer(timer));
        client.request(options).onComplete(connected -> {
            if (connected.failed()) {
                fail(reason(connected.cause()));
            } else {
                send(connected.result(), body);
            }
        });
        return outcome.future().toCompletionStage();
    }

    private void send(HttpClientRequest connected, byte[] body) {
        request = connected;
        connected.exceptionHandler(broken -> fail(reason(broken)));
        if (outcome.future().isComplete()) {
            // Too late: nothing has been sent yet, and nothing shall be.
            connected.reset();
            return;
        }
        connected.send(Buffer.buffer(body)).onComplete(answered -> {
            if (answered.failed()) {
                fail(reason(answered.cause()));
            } else {
                read(answered.result());
            }
        });
    }

    private void read(HttpClientResponse response) {
        Buffer read = Buffer.buffer();
        response.exceptionHandler(broken -> fail(reason(broken)));
        response.handler(piece -> {
            if (read.length() + piece.length() > maxAnswerBytes) {
                fail("the answer is longer than " + maxAnswerBytes + " bytes");
            } else {
                read.appendBuffer(piece);
            }
        });
        response.endHandler(end -> {
            int code = response.statusCode();
            if (code >= 200 && code <= 206) {
                outcome.tryComplete(read.getBytes());
            } else {
                outcome.tryFail(new WebhookException(refusal(code, read)));
            }
        });
    }

    /** What a client of Kubernetes says about an answer that is no success. */
    private static String refusal(int code, Buffer body) {
        String text = body.getString(0, Math.min(body.length(), MAX_QUOTED), StandardCharsets.UTF_8.name())
                .strip()
                .replace("\"", "\\\"");
        return switch (code) {
            case 400 -> "the server rejected our request for an unknown reason";
            case 401 -> "the server has asked for the client to provide credentials";
            case 403 -> "forbidden";
            case 404 -> "the server could not find the requested resource";
            case 301, 302, 303, 307, 308 ->
                "the server responded with the status code " + code + ": redirects are not followed";
            default ->
                code >= 500
                        ? "an error on the server (\"" + (text.isEmpty() ? "unknown" : text)
                                + "\") has prevented the request from succeeding"
                        : "the server responded with the status code " + code + " but did not return more information";
        };
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }

    private void fail(String why) {
        if (outcome.tryFail(new WebhookException(what + ": " + why))) {
            HttpClientRequest open = request;
            if (open != null) {
                open.reset();
            }
        }
    }
}
