package dev.gyre.gateway.streams;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;

/**
 * WebSocket over a wire, the server's side: whole messages in and out, pings answered. A peer that breaks the protocol is
 * closed with the code for it. After {@link #close} nothing more is delivered, but the end of the connection.
 */
final class WebSocketConnection implements Frames.Listener {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int BAD_DATA = 1007;

    private static final int MAX_MESSAGE = 8 * 1024 * 1024;

    private final Frames frames;
    private final Listener listener;
    private boolean hasSaidGoodbye;

    /** What comes from the client. */
    interface Listener {
        void message(Buffer payload);

        /** It will send nothing more, and hears what is sent until it is answered, by {@link WebSocketConnection#close}. */
        void goodbye(int code);

        void gone();
    }

    WebSocketConnection(Wire wire, Listener listener) {
        EmbeddedChannel codec = new EmbeddedChannel(
                new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(MAX_MESSAGE)
                        .expectMaskedFrames(true)
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .build()),
                new WebSocketFrameAggregator(MAX_MESSAGE),
                new WebSocket13FrameEncoder(false));
        this.frames = new Frames(wire, codec, this);
        this.listener = listener;
    }

    void start() {
        frames.start();
    }

    Wire wire() {
        return frames.wire();
    }

    void sendBinary(Buffer payload) {
        frames.send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload.getBytes())));
    }

    void sendText(Buffer payload) {
        frames.send(new TextWebSocketFrame(Unpooled.wrappedBuffer(payload.getBytes())));
    }

    /** Says goodbye; the client, if it has not said so before, or whoever holds the wire closes the connection. */
    void close(int code, String reason) {
        if (!frames.isClosing()) {
            frames.sendLast(new CloseWebSocketFrame(code, reason));
            if (hasSaidGoodbye) {
                wire().close();
            }
        }
    }

    @Override
    public void malformed() {
        close(PROTOCOL_ERROR, "malformed frame");
        wire().close();
    }

    @Override
    public void frame(Object frame) {
        switch (frame) {
            case PingWebSocketFrame ping -> frames.send(new PongWebSocketFrame(ping.content()));
            case CloseWebSocketFrame close -> {
                int code = close.statusCode();
                close.release();
                goodbye(code < 0 ? NORMAL : code);
            }
            case BinaryWebSocketFrame binary -> deliver(Frames.taken(binary.content()));
            case TextWebSocketFrame text -> deliver(Frames.taken(text.content()));
            default -> ReferenceCountUtil.release(frame);
        }
    }

    private void goodbye(int code) {
        if (frames.isClosing()) {
            wire().close();
        } else if (!hasSaidGoodbye) {
            hasSaidGoodbye = true;
            listener.goodbye(code);
        }
    }

    private void deliver(Buffer payload) {
        if (!frames.isClosing() && !hasSaidGoodbye) {
            listener.message(payload);
        }
    }

    @Override
    public void gone() {
        listener.gone();
    }
}
