package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.Streaming;
import dev.gyre.gateway.ApiResponse.Takeover;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes on, to a client that asked for it by WebSocket: of a watch each event is a message, of a log each piece. What
 * the client says is not heard, but its goodbye.
 */
public final class WebSocketAnswer {

    private static final List<String> OF_LOGS = List.of("binary.k8s.io", "base64.binary.k8s.io");
    private static final long LINGER_MILLIS = 10_000;

    private WebSocketAnswer() {}

    /** Whether this is asked for; by lower-case header names. */
    public static boolean isAskedFor(Map<String, ? extends List<String>> headers) {
        return says(headers.get("upgrade"), "websocket") && says(headers.get("connection"), "upgrade");
    }

    private static boolean says(@Nullable List<String> values, String word) {
        return values != null
                && values.stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .anyMatch(value -> value.strip().equalsIgnoreCase(word));
    }

    /** The answer in messages, where it is one that goes on or a log; any other stays what it is. {@code streams} holds it while it goes on. */
    public static ApiResponse of(ApiRequest request, ApiResponse answer, OpenStreams streams) {
        boolean isLog = request.path().endsWith("/log");
        ApiResponse.Source source = switch (answer) {
            case Streaming streaming -> streaming.source();
            case ApiResponse.Full full when isLog && full.code() == 200 -> whole(full.body());
            case ApiResponse.Full full -> null;
            case Takeover takeover -> null;
        };
        if (source == null) {
            return answer;
        }
        UpgradeRequest upgrade = UpgradeRequest.of(request.headers());
        String protocol = protocol(upgrade, isLog);
        Form form = !isLog ? Form.EVENTS : protocol.startsWith("base64") ? Form.BASE64 : Form.BINARY;
        return new Takeover(wanted -> take(wanted, upgrade.agreed(protocol), form, source, streams));
    }

    /** Of a log the first that is spoken here. An event looks the same in all dialects, so a client's only one is agreed to. */
    private static String protocol(UpgradeRequest upgrade, boolean isLog) {
        List<String> offered = upgrade.protocols();
        if (!isLog) {
            return offered.size() == 1 ? offered.getFirst() : "";
        }
        return offered.isEmpty()
                ? ""
                : offered.stream()
                        .filter(OF_LOGS::contains)
                        .findFirst()
                        .orElseThrow(() -> upgrade.noCommonProtocol(OF_LOGS));
    }

    private static ApiResponse.Source whole(byte[] body) {
        return sink -> {
            sink.write(body);
            sink.end();
            return () -> {};
        };
    }

    private static CompletionStage<Void> take(
            HttpServerRequest request,
            Map<String, String> agreed,
            Form form,
            ApiResponse.Source source,
            OpenStreams streams) {
        Context context = Vertx.currentContext();
        return Switching.to(request, agreed)
                .onSuccess(wire -> new Messages(context, wire, form, streams).start(source))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private enum Form {
        EVENTS,
        BINARY,
        BASE64
    }

    /** Pieces leave as messages. */
    private static final class Messages extends AnswerStream implements WebSocketConnection.Listener {
        private final WebSocketConnection connection;
        private final Form form;
        private final Queue<Buffer> messages = new ArrayDeque<>();
        private Buffer begun = Buffer.buffer();

        Messages(Context context, Wire wire, Form form, OpenStreams streams) {
            super(context, streams);
            this.form = form;
            this.connection = new WebSocketConnection(wire, this);
        }

        void start(ApiResponse.Source source) {
            connection.start();
            from(source);
        }

        @Override
        protected void flush() {
            boolean isLast = isEnding();
            for (byte[] piece = nextPiece(); piece != null; piece = nextPiece()) {
                cut(piece);
            }
            while (!isOver() && !messages.isEmpty()) {
                if (connection.wire().isFull()) {
                    connection.wire().onRoom(this::turn);
                    return;
                }
                send(messages.remove());
            }
            if (!isOver() && isLast) {
                over();
                connection.close(WebSocketConnection.NORMAL, "");
                context.owner()
                        .setTimer(LINGER_MILLIS, late -> connection.wire().close());
            }
        }

        /** An event ends with its line; a piece of a log is a message as it is. */
        private void cut(byte[] piece) {
            if (form != Form.EVENTS) {
                messages.add(Buffer.buffer(piece));
                return;
            }
            int from = 0;
            for (int at = 0; at < piece.length; at++) {
                if (piece[at] == '\n') {
                    messages.add(begun.appendBytes(piece, from, at + 1 - from));
                    begun = Buffer.buffer();
                    from = at + 1;
                }
            }
            begun.appendBytes(piece, from, piece.length - from);
        }

        private void send(Buffer message) {
            sent(message.length());
            switch (form) {
                case EVENTS -> connection.sendText(message);
                case BINARY -> connection.sendBinary(message);
                case BASE64 ->
                    connection.sendText(Buffer.buffer(Base64.getEncoder().encode(message.getBytes())));
            }
        }

        @Override
        public void message(Buffer payload) {
            // There is nothing to say to a watch or a log.
        }

        @Override
        public void goodbye(int code) {
            over();
            connection.close(WebSocketConnection.NORMAL, "");
        }

        @Override
        public void gone() {
            over();
        }
    }
}
