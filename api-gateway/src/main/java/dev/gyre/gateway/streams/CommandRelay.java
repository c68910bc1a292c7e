package dev.gyre.gateway.streams;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.stream.StreamChannel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins the client of a command with the kubelet that runs it. The last the client hears is how the command ended, or that
 * this is not known; then the client has a while to hang up by itself, so that nothing unread is cut off.
 */
final class CommandRelay implements Session, CommandEdge.Listener, KubeletChannels.Listener {
    private static final long LINGER_MILLIS = 10_000;
    private static final long INPUT_WITHIN_MILLIS = 30_000;

    private final Vertx vertx;
    private final CommandEdge edge;
    private final KubeletChannels kubelet;
    private final Outlet outlet;
    private final Consumer<Session> onOver;
    private boolean isEnded;
    private boolean isOver;

    CommandRelay(Vertx vertx, CommandEdge edge, WebSocket kubelet, Consumer<Session> onOver) {
        this.vertx = vertx;
        this.edge = edge;
        this.kubelet = new KubeletChannels(kubelet, new Brake(edge.wire()::pause, edge.wire()::resume));
        this.outlet = new Outlet(edge.wire());
        this.onOver = onOver;
    }

    void start() {
        kubelet.listen(this);
        edge.start(this);
    }

    @Override
    public void ready() {
        kubelet.resume();
    }

    @Override
    public void message(int channel, Buffer payload) {
        if (isEnded) {
            return;
        }
        if (channel == StreamChannel.ERROR) {
            end(payload);
            kubelet.close();
        } else if (!isOver && (channel == StreamChannel.STDOUT || channel == StreamChannel.STDERR)) {
            edge.output(channel, payload);
            outlet.wroteFrom(kubelet);
        }
    }

    @Override
    public void kubeletGone() {
        if (!isEnded) {
            end(lost("the connection to the kubelet was lost"));
        }
    }

    private void end(Buffer status) {
        isEnded = true;
        if (!isOver) {
            edge.ended(status);
            vertx.setTimer(LINGER_MILLIS, due -> edge.wire().close());
        }
    }

    @Override
    public void input(int channel, Buffer bytes) {
        kubelet.send(channel, bytes);
    }

    @Override
    public void inputEnded() {
        kubelet.sendEnd(StreamChannel.STDIN);
    }

    /** What the client has sent still reaches the command, and then the end of its input: older clients have no other way to say so. */
    @Override
    public void gone() {
        if (isOver) {
            return;
        }
        isOver = true;
        onOver.accept(this);
        if (isEnded) {
            kubelet.close();
        } else {
            kubelet.sendEnd(StreamChannel.STDIN);
            kubelet.resume();
            vertx.setTimer(INPUT_WITHIN_MILLIS, due -> kubelet.close());
        }
    }

    @Override
    public void cut(String why) {
        if (!isEnded) {
            end(lost(why));
        }
        edge.wire().close();
    }

    private static Buffer lost(String why) {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        status.put("status", "Failure")
                .put("message", "Internal error occurred: " + why)
                .put("reason", "InternalError");
        return Buffer.buffer(Json.write(status.put("code", 500)));
    }
}
