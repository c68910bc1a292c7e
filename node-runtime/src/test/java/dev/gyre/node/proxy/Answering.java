package dev.gyre.node.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody in a network who answers on one port, by TCP and UDP, with a name and the address that asked. */
final class Answering implements AutoCloseable {

    private final String name;
    private final ServerSocket stream;
    private final DatagramSocket datagrams;

    Answering(NetworkNamespace where, String name, int port) {
        this.name = name;
        this.stream = where.in(() -> new ServerSocket(port, 500));
        this.datagrams = where.in(() -> new DatagramSocket(port));
        Thread.ofPlatform().daemon().start(this::answerStreams);
        Thread.ofPlatform().daemon().start(this::answerDatagrams);
    }

    private void answerStreams() {
        while (!stream.isClosed()) {
            try (Socket socket = stream.accept()) {
                socket.getOutputStream().write(answer(socket.getInetAddress()));
            } catch (IOException e) {
                continue;
            }
        }
    }

    private void answerDatagrams() {
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                datagrams.receive(packet);
                byte[] answer = answer(packet.getAddress());
                datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                continue;
            }
        }
    }

    private byte[] answer(InetAddress asking) {
        return (name + " to " + asking.getHostAddress()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            stream.close();
            datagrams.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks by TCP, and answers what was said, or the failure. */
    static String ask(NetworkNamespace from, String ip, int port) {
        return from.in(() -> ask(ip, port));
    }

    static String ask(String ip, int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(ip, port), 20_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "failed: " + e;
        }
    }

    /** Asks by UDP, from a port of its own choice if that is not 0. */
    static String askByDatagram(NetworkNamespace from, int fromPort, String ip, int port, int patienceMillis) {
        return from.in(() -> {
            try (DatagramSocket socket = new DatagramSocket(fromPort)) {
                socket.setSoTimeout(patienceMillis);
                socket.connect(new InetSocketAddress(ip, port));
                socket.send(new DatagramPacket(new byte[] {'?'}, 1));
                DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                socket.receive(answer);
                return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "failed: " + e;
            }
        });
    }
}
