package dev.gyre.node.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of a DNS server: one port of one address, for UDP and for TCP. */
final class DnsServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DnsServer.class);
    private static final int TRIES = 16;

    private final UdpSocket udp;
    private final TcpSocket tcp;

    private DnsServer(UdpSocket udp, TcpSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Listens on a port that is free for both; a port of 0 takes any. */
    static DnsServer listen(InetAddress address, int port, int threads, Responder responder) throws IOException {
        for (int left = TRIES; ; left--) {
            UdpSocket udp = UdpSocket.bind(new InetSocketAddress(address, port));
            try {
                TcpSocket tcp = TcpSocket.bind(new InetSocketAddress(address, udp.port()));
                udp.serve(threads, responder);
                tcp.serve(responder);
                return new DnsServer(udp, tcp);
            } catch (IOException e) {
                udp.close();
                if (port != 0 || left == 1) {
                    throw e;
                }
                log.debug("port {} is taken for TCP; trying another", udp.port());
            }
        }
    }

    int port() {
        return udp.port();
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
