package dev.gyre.gateway.client;

import dev.gyre.gateway.ApiHandler;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.UserInfo;
import dev.gyre.schemas.KindSet;
import java.io.ByteArrayOutputStream;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The API in the same process, as one user: the handler is called, and nothing is spared but the wire. */
public final class LocalApiClient extends CallingApiClient {

    private final ApiHandler handler;
    private final UserInfo user;
    private final Supplier<String> requestIds;

    public LocalApiClient(ApiHandler handler, UserInfo user, KindSet kinds) {
        this(handler, user, kinds, () -> UUID.randomUUID().toString());
    }

    /** {@code requestIds} names each request; a simulation has its own, so that the same run gives the same causes. */
    public LocalApiClient(ApiHandler handler, UserInfo user, KindSet kinds, Supplier<String> requestIds) {
        super(kinds);
        this.handler = handler;
        this.user = user;
        this.requestIds = requestIds;
    }

    @Override
    CompletionStage<ApiAnswer> send(ApiCall call) {
        ApiRequest request = new ApiRequest(
                requestIds.get(), call.method(), call.path(), call.query(), call.headers(), call.body(), user);
        return handler.handle(request).thenCompose(LocalApiClient::whole);
    }

    private static CompletionStage<ApiAnswer> whole(ApiResponse response) {
        return switch (response) {
            case ApiResponse.Full full ->
                CompletableFuture.completedStage(new ApiAnswer(full.code(), full.headers(), full.body()));
            case ApiResponse.Streaming streaming -> {
                Collector collector = new Collector();
                streaming.source().start(collector);
                yield collector.body.thenApply(body -> new ApiAnswer(streaming.code(), streaming.headers(), body));
            }
            case ApiResponse.Takeover connection ->
                CompletableFuture.failedStage(new UnsupportedOperationException("there is no connection to take over"));
        };
    }

    /** Keeps all pieces until the last. */
    private static final class Collector implements ApiResponse.Sink {
        private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        @Override
        public synchronized void write(byte[] chunk) {
            pieces.writeBytes(chunk);
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public synchronized void end() {
            body.complete(pieces.toByteArray());
        }
    }
}
