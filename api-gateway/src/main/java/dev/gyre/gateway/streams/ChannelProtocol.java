package dev.gyre.gateway.streams;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dialects of WebSocket in which messages begin with the number of their channel. They differ in whether messages are
 * text (a digit, then base64), whether the end is told as a {@code Status} or in plain words (before 4), and whether a
 * client can say that a channel of its own has ended (from 5 on).
 */
record ChannelProtocol(String name, int version, boolean isBase64) {

    private static final int CLOSE = 255;

    /** What a client that names none is taken to speak. */
    static final ChannelProtocol UNNAMED = new ChannelProtocol("", 1, false);

    static final List<ChannelProtocol> FOR_COMMANDS = List.of(
            new ChannelProtocol("v5.channel.k8s.io", 5, false),
            new ChannelProtocol("v4.channel.k8s.io", 4, false),
            new ChannelProtocol("v4.base64.channel.k8s.io", 4, true),
            new ChannelProtocol("channel.k8s.io", 1, false),
            new ChannelProtocol("base64.channel.k8s.io", 1, true));

    static final List<ChannelProtocol> FOR_PORTS = List.of(
            new ChannelProtocol("portforward.k8s.io", 4, false),
            new ChannelProtocol("v4.channel.k8s.io", 4, false),
            new ChannelProtocol("v4.base64.channel.k8s.io", 4, true));

    /** A message as it was meant. */
    record Message(int channel, Buffer payload) {}

    /** The first of the client's wishes that can be served; null where none can. */
    static @Nullable ChannelProtocol choose(List<String> wished, List<ChannelProtocol> served) {
        if (wished.isEmpty()) {
            return UNNAMED;
        }
        for (String wish : wished) {
            for (ChannelProtocol protocol : served) {
                if (protocol.name.equals(wish)) {
                    return protocol;
                }
            }
        }
        return null;
    }

    boolean hasStatus() {
        return version >= 4;
    }

    /** Whether this says that a channel of the client's has ended. */
    boolean isClose(Message message) {
        return version >= 5 && message.channel == CLOSE && message.payload.length() == 1;
    }

    /** Null for what is no message of this dialect. */
    @Nullable
    Message read(Buffer message) {
        if (message.length() == 0) {
            return null;
        }
        int first = message.getByte(0) & 0xff;
        Buffer rest = message.slice(1, message.length());
        if (!isBase64) {
            return new Message(first, rest);
        }
        try {
            return new Message(first - '0', Buffer.buffer(Base64.getDecoder().decode(rest.getBytes())));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    Buffer write(int channel, Buffer payload) {
        if (isBase64) {
            return Buffer.buffer()
                    .appendByte((byte) ('0' + channel))
                    .appendBytes(Base64.getEncoder().encode(payload.getBytes()));
        }
        return Buffer.buffer(payload.length() + 1).appendByte((byte) channel).appendBuffer(payload);
    }

    Buffer write(int channel, String words) {
        return write(channel, Buffer.buffer(words.getBytes(StandardCharsets.UTF_8)));
    }
}
