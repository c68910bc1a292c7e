package dev.gyre.gateway.streams;

import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One forwarded connection: a client's streams joined with a connection of the kubelet's into the pod. What the client sends
 * before that is made is kept, up to a bound beyond which the client is held back. Either half may end before the other.
 */
final class ForwardRelay implements KubeletChannels.Listener {
    private static final int MOST_PENDING = 256 * 1024;

    private final Client client;
    private final Brake source;
    private final Outlet outlet;
    private final Deque<Buffer> pending = new ArrayDeque<>();
    private int pendingBytes;
    private boolean isHolding;
    private boolean isInputEnded;
    private boolean isOver;
    private @Nullable KubeletChannels kubelet;

    /** The client's side of the connection. */
    interface Client {
        void bytes(Buffer bytes);

        /** The pod has ended its half. */
        void ended();

        void failed(String words);

        /** Nothing more comes, and nothing is wanted; once, unless the client has gone first. */
        void over();
    }

    ForwardRelay(Client client, Brake source, Outlet outlet) {
        this.client = client;
        this.source = source;
        this.outlet = outlet;
    }

    void join(Future<WebSocket> connecting) {
        connecting.onComplete(connected -> {
            if (connected.failed()) {
                if (!isOver) {
                    client.failed(String.valueOf(connected.cause().getMessage()));
                }
                over();
            } else {
                joined(connected.result());
            }
        });
    }

    private void joined(WebSocket socket) {
        KubeletChannels channels = new KubeletChannels(socket, source);
        channels.listen(this);
        kubelet = channels;
        if (isOver) {
            channels.close();
            return;
        }
        pending.forEach(bytes -> channels.send(StreamChannel.STDIN, bytes));
        dropPending();
        if (isInputEnded) {
            channels.sendEnd(StreamChannel.STDIN);
        }
        channels.resume();
    }

    /** From the client. */
    void input(Buffer bytes) {
        if (isOver || isInputEnded) {
            return;
        }
        if (kubelet != null) {
            kubelet.send(StreamChannel.STDIN, bytes);
            return;
        }
        pending.add(bytes);
        pendingBytes += bytes.length();
        if (pendingBytes > MOST_PENDING && !isHolding) {
            isHolding = true;
            source.hold();
        }
    }

    /** The client has ended its half. */
    void inputEnded() {
        if (!isInputEnded) {
            isInputEnded = true;
            if (kubelet != null) {
                kubelet.sendEnd(StreamChannel.STDIN);
            }
        }
    }

    /** The client wants no more of it. */
    void clientGone() {
        isOver = true;
        dropPending();
        if (kubelet != null) {
            kubelet.close();
        }
    }

    @Override
    public void message(int channel, Buffer payload) {
        if (isOver || kubelet == null) {
            return;
        }
        switch (channel) {
            case StreamChannel.STDIN -> {
                client.bytes(payload);
                outlet.wroteFrom(kubelet);
            }
            case StreamChannel.ERROR -> {
                if (payload.length() > 0) {
                    client.failed(new String(payload.getBytes(), StandardCharsets.UTF_8));
                }
                over();
                kubelet.close();
            }
            case StreamChannel.CLOSE -> client.ended();
            default -> {
                // A newer kubelet may say more than is understood here.
            }
        }
    }

    @Override
    public void kubeletGone() {
        over();
    }

    private void over() {
        if (!isOver) {
            isOver = true;
            dropPending();
            client.over();
        }
    }

    private void dropPending() {
        pending.clear();
        pendingBytes = 0;
        if (isHolding) {
            isHolding = false;
            source.release();
        }
    }
}
