package dev.gyre.gateway.streams;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SPDY/3.1 over a wire, the server's side, as far as Kubernetes' clients use it: they open streams, both sides send data and
 * end their half, pings are answered. Their library neither sends window updates nor heeds them, so a stream that is not
 * taken from holds the whole connection back, as it does upstream.
 */
final class SpdyConnection implements Frames.Listener {
    private static final int MAX_CHUNK = 32 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MOST_STREAMS = 2000;

    private final Frames frames;
    private final Listener listener;
    private final Map<Integer, SpdyStream> streams = new HashMap<>();
    private int newest;

    /** What the client does. */
    interface Listener {
        /** Opens a stream; false refuses it. */
        boolean opened(SpdyStream stream);

        void gone();
    }

    SpdyConnection(Wire wire, Listener listener) {
        EmbeddedChannel codec =
                new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, MAX_CHUNK, MAX_HEADERS, 6, 15, 8));
        this.frames = new Frames(wire, codec, this);
        this.listener = listener;
    }

    void start() {
        frames.start();
    }

    Wire wire() {
        return frames.wire();
    }

    /** Says that nothing new is taken, and closes. */
    void close() {
        close(SpdySessionStatus.OK);
    }

    private void close(SpdySessionStatus status) {
        frames.sendLast(new DefaultSpdyGoAwayFrame(newest, status));
        wire().close();
    }

    void data(int id, Buffer bytes, boolean isLast) {
        for (int start = 0; start < bytes.length(); start += MAX_CHUNK) {
            int end = Math.min(bytes.length(), start + MAX_CHUNK);
            frames.send(new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes.getBytes(start, end))));
        }
        if (isLast) {
            frames.send(new DefaultSpdyDataFrame(id).setLast(true));
        }
    }

    void reset(int id, SpdyStreamStatus status) {
        forget(id);
        frames.send(new DefaultSpdyRstStreamFrame(id, status));
    }

    void forget(int id) {
        streams.remove(id);
    }

    @Override
    public void malformed() {
        close(SpdySessionStatus.PROTOCOL_ERROR);
    }

    @Override
    public void frame(Object frame) {
        if (frames.isClosing()) {
            ReferenceCountUtil.release(frame);
            return;
        }
        switch (frame) {
            case SpdySynStreamFrame opened -> open(opened);
            case SpdyDataFrame data -> deliver(data);
            case SpdyRstStreamFrame reset -> {
                SpdyStream stream = streams.remove(reset.streamId());
                if (stream != null) {
                    stream.receiveReset();
                }
            }
            case SpdyPingFrame ping -> {
                // Even numbers would be answers to pings of ours.
                if ((ping.id() & 1) == 1) {
                    frames.send(new DefaultSpdyPingFrame(ping.id()));
                }
            }
            case SpdyHeadersFrame headers
            when headers.isInvalid() || headers.isTruncated() ->
                reset(headers.streamId(), SpdyStreamStatus.PROTOCOL_ERROR);
            // Settings, windows, goodbyes: nothing hangs on them here.
            default -> ReferenceCountUtil.release(frame);
        }
    }

    private void open(SpdySynStreamFrame frame) {
        int id = frame.streamId();
        if ((id & 1) == 0 || id <= newest) {
            malformed();
            return;
        }
        newest = id;
        if (frame.isInvalid() || frame.isTruncated()) {
            reset(id, SpdyStreamStatus.PROTOCOL_ERROR);
            return;
        }
        if (streams.size() >= MOST_STREAMS) {
            reset(id, SpdyStreamStatus.REFUSED_STREAM);
            return;
        }
        SpdyStream stream = new SpdyStream(this, id, headers(frame));
        streams.put(id, stream);
        if (!listener.opened(stream)) {
            reset(id, SpdyStreamStatus.REFUSED_STREAM);
            return;
        }
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
        // Go's library cannot read a block without any header.
        reply.headers().add("accepted", "true");
        frames.send(reply);
        if (frame.isLast()) {
            stream.receiveEnd();
        }
    }

    private static Map<String, String> headers(SpdyHeadersFrame frame) {
        Map<String, String> headers = new HashMap<>();
        frame.headers().forEach(header -> headers.put(header.getKey().toString(), String.valueOf(header.getValue())));
        return headers;
    }

    private void deliver(SpdyDataFrame frame) {
        @Nullable SpdyStream stream = streams.get(frame.streamId());
        Buffer bytes = Frames.taken(frame.content());
        if (stream == null) {
            // The client may not have heard yet that it is over.
            return;
        }
        if (bytes.length() > 0) {
            stream.receive(bytes);
        }
        if (frame.isLast()) {
            stream.receiveEnd();
        }
    }

    @Override
    public void gone() {
        listener.gone();
    }
}
