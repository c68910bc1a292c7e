package dev.gyre.gateway.http;

import dev.gyre.gateway.ApiResponse;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a whole answer. A large one is compressed where the client takes that, away from the event loop and quickly
 * rather than well: between machines the wire is dear, but below this size time is dearer.
 */
final class FullBody {

    private static final int WORTH_COMPRESSING = 128 * 1024;

    private FullBody() {}

    static void send(Context context, HttpServerRequest request, ApiResponse.Full full) {
        HttpServerResponse response = request.response();
        byte[] body = full.body();
        if (full.headers().containsKey("content-encoding") || body.length < WORTH_COMPRESSING || !takesGzip(request)) {
            end(request, body);
            return;
        }
        response.putHeader("content-encoding", "gzip").putHeader("vary", "Accept-Encoding");
        context.executeBlocking(() -> gzip(body), false)
                .onComplete(compressed -> end(request, compressed), failed -> response.reset());
    }

    private static void end(HttpServerRequest request, byte[] body) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (request.method() == HttpMethod.HEAD) {
            response.putHeader("content-length", Integer.toString(body.length)).end();
        } else {
            response.end(Buffer.buffer(body));
        }
    }

    private static boolean takesGzip(HttpServerRequest request) {
        String accepted = request.getHeader("accept-encoding");
        return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 16 * 1024) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
