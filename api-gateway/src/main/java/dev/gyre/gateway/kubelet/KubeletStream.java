package dev.gyre.gateway.kubelet;

import dev.gyre.gateway.ApiResponse.Sink;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;

/** Passes a kubelet's answer on as it comes, no faster than the client takes it. */
final class KubeletStream {

    private static final long MAX_PENDING_BYTES = 1024 * 1024;
    private static final long CHECK_MILLIS = 5;

    private final Vertx vertx;
    private final HttpClientResponse response;
    private final Sink sink;
    private volatile boolean isClosed;

    KubeletStream(Vertx vertx, HttpClientResponse response, Sink sink) {
        this.vertx = vertx;
        this.response = response;
        this.sink = sink;
    }

    AutoCloseable start() {
        response.handler(chunk -> {
            sink.write(chunk.getBytes());
            if (sink.pendingBytes() > MAX_PENDING_BYTES) {
                response.pause();
                resumeWhenTaken();
            }
        });
        response.endHandler(end -> end());
        response.exceptionHandler(broken -> end());
        response.resume();
        return this::close;
    }

    private void resumeWhenTaken() {
        vertx.setTimer(CHECK_MILLIS, due -> {
            if (isClosed || sink.pendingBytes() < MAX_PENDING_BYTES / 2) {
                response.resume();
            } else {
                resumeWhenTaken();
            }
        });
    }

    private void end() {
        if (!isClosed) {
            isClosed = true;
            sink.end();
        }
    }

    /** The client is gone: the kubelet need not go on. */
    private void close() {
        if (!isClosed) {
            isClosed = true;
            response.request().reset();
        }
    }
}
