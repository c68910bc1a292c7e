package dev.gyre.gateway.streams;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;

/**
 * A protocol's frames on a wire: one of Netty's codecs makes bytes of them, and them of bytes. After the last that is sent
 * nothing more goes out; what comes in is told until the connection is over.
 */
final class Frames implements Wire.Listener {
    private final Wire wire;
    private final EmbeddedChannel codec;
    private final Listener listener;
    private boolean isClosing;
    private boolean isGone;

    /** What comes from the client. */
    interface Listener {
        /** Whoever takes a frame releases it. */
        void frame(Object frame);

        /** What came is no frame; nothing good will follow. */
        void malformed();

        /** The connection is over; once. */
        void gone();
    }

    Frames(Wire wire, EmbeddedChannel codec, Listener listener) {
        this.wire = wire;
        this.codec = codec;
        this.listener = listener;
    }

    void start() {
        wire.listen(this);
    }

    Wire wire() {
        return wire;
    }

    /** Whether the last frame has been sent. */
    boolean isClosing() {
        return isClosing;
    }

    void send(Object frame) {
        if (isClosing) {
            ReferenceCountUtil.release(frame);
            return;
        }
        codec.writeOutbound(frame);
        for (ByteBuf bytes = codec.readOutbound(); bytes != null; bytes = codec.readOutbound()) {
            wire.write(taken(bytes));
        }
    }

    void sendLast(Object frame) {
        send(frame);
        isClosing = true;
    }

    @Override
    public void bytes(Buffer bytes) {
        try {
            codec.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
        } catch (Exception malformed) {
            listener.malformed();
            return;
        }
        for (Object frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
            listener.frame(frame);
        }
    }

    @Override
    public void gone() {
        if (!isGone) {
            isGone = true;
            isClosing = true;
            release();
            listener.gone();
        }
    }

    private void release() {
        try {
            codec.finishAndReleaseAll();
        } catch (Exception halfRead) {
            // What ended inside of a frame is of no interest.
        }
    }

    /** Copies what there is, and releases it. */
    static Buffer taken(ByteBuf bytes) {
        try {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            return Buffer.buffer(copy);
        } finally {
            bytes.release();
        }
    }
}
