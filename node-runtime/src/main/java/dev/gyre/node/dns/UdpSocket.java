package dev.gyre.node.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;

/**
 * Packets in, packets out. What the directory knows is answered on the thread that read the question, so that the socket's
 * own buffer is the only queue; what is asked elsewhere is sent by whoever brings the answer.
 */
final class UdpSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UdpSocket.class);
    private static final int LARGEST_QUERY_BYTES = 4096;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    private final DatagramChannel channel;

    private UdpSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    static UdpSocket bind(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            channel.bind(address);
            return new UdpSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    void serve(int threads, Responder responder) {
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().daemon().name("dns-udp-" + i).start(() -> receive(responder));
        }
    }

    private void receive(Responder responder) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_QUERY_BYTES);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress asker = channel.receive(buffer);
                buffer.flip();
                responder
                        .reply(buffer)
                        .ifPresent(reply ->
                                reply.message().thenAccept(answer -> send(answer, reply.packetBytes(), asker)));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                log.debug("a packet that could not be answered", e);
            }
        }
    }

    private void send(Message answer, int packetBytes, SocketAddress asker) {
        try {
            channel.send(ByteBuffer.wrap(answer.toWire(packetBytes)), asker);
        } catch (IOException | RuntimeException e) {
            log.debug("an answer to {} was not sent", asker, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("closing", e);
        }
    }
}
