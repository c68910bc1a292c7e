package dev.gyre.node.dns;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;

/**
 * Queries over TCP, for answers too large for a packet: a virtual thread a connection, one answer after another. A
 * connection that says nothing for ten seconds is closed; beyond so many, new ones are closed at once.
 */
final class TcpSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TcpSocket.class);
    private static final int MOST_CONNECTIONS = 256;
    private static final int IDLE_MILLIS = 10_000;
    private static final int LARGEST_MESSAGE_BYTES = 65_535;
    private static final long ANSWER_SECONDS = 10;

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TcpSocket(ServerSocket server) {
        this.server = server;
    }

    static TcpSocket bind(InetSocketAddress address) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address);
            return new TcpSocket(server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    void serve(Responder responder) {
        Thread.ofVirtual().name("dns-tcp").start(() -> accept(responder));
    }

    private void accept(Responder responder) {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                if (open.size() >= MOST_CONNECTIONS) {
                    connection.close();
                } else {
                    open.add(connection);
                    Thread.ofVirtual().name("dns-tcp-connection").start(() -> converse(connection, responder));
                }
            } catch (IOException e) {
                log.debug("accepting", e);
            }
        }
    }

    private void converse(Socket connection, Responder responder) {
        try (connection) {
            connection.setSoTimeout(IDLE_MILLIS);
            DataInputStream in = new DataInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                Optional<Responder.Reply> reply = responder.reply(ByteBuffer.wrap(query));
                if (reply.isEmpty()) {
                    return;
                }
                write(out, reply.get().message().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS));
            }
        } catch (EOFException | SocketTimeoutException e) {
            // It has nothing more to ask.
        } catch (IOException | ExecutionException | TimeoutException e) {
            log.debug("a conversation over TCP broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
        }
    }

    private static void write(OutputStream out, Message answer) throws IOException {
        byte[] bytes = answer.toWire(LARGEST_MESSAGE_BYTES);
        ByteBuffer framed = ByteBuffer.allocate(bytes.length + Short.BYTES);
        out.write(framed.putShort((short) bytes.length).put(bytes).array());
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            log.debug("closing", e);
        }
    }
}
