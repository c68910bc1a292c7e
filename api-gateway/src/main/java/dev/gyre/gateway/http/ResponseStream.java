package dev.gyre.gateway.http;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.streams.AnswerStream;
import dev.gyre.gateway.streams.OpenStreams;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** An answer that goes on, as the body of a response. Its bytes count as pending until the transport has taken them, flow control included. */
final class ResponseStream extends AnswerStream {

    private static final int WRITE_BYTES = 64 * 1024;
    private static final int MAX_IN_TRANSPORT = 512 * 1024;

    private final HttpServerResponse response;

    /** Given to the transport and not yet sent. Only touched on the event loop. */
    private int inTransport;

    ResponseStream(Context context, HttpServerResponse response, OpenStreams streams) {
        super(context, streams);
        this.response = response;
    }

    /** On the event loop, after status and headers have been set. */
    void start(ApiResponse.Source source) {
        response.exceptionHandler(gone -> over());
        response.closeHandler(gone -> over());
        response.writeHead();
        from(source);
    }

    @Override
    protected void flush() {
        boolean isLast = isEnding();
        while (!isOver() && inTransport < MAX_IN_TRANSPORT && hasPieces()) {
            Buffer buffer = Buffer.buffer();
            for (byte[] piece = nextPiece(); piece != null; piece = nextPiece()) {
                buffer.appendBytes(piece);
                if (buffer.length() >= WRITE_BYTES) {
                    break;
                }
            }
            send(buffer);
        }
        if (!isOver() && isLast && !hasPieces()) {
            response.end();
            over();
        }
    }

    private void send(Buffer buffer) {
        int length = buffer.length();
        inTransport += length;
        response.write(buffer).onComplete(done -> {
            inTransport -= length;
            sent(length);
            if (hasPieces()) {
                turn();
            }
        });
    }
}
