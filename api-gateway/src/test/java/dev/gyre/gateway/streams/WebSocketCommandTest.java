package dev.gyre.gateway.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How clients that cannot end their input alone are taken leave of. */
class WebSocketCommandTest {

    private final Vertx vertx = Vertx.vertx();
    private final FakeWire wire = new FakeWire();
    private final EmbeddedChannel client =
            new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 20), new WebSocket13FrameEncoder(true));
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void stop() {
        vertx.close();
    }

    private WebSocketCommand start(boolean hasStdin) {
        CommandRequest request =
                new CommandRequest(true, "default", "p", "c", List.of("cat"), hasStdin, true, true, false);
        ChannelProtocol v4 = ChannelProtocol.choose(List.of("v4.channel.k8s.io"), ChannelProtocol.FOR_COMMANDS);
        WebSocketCommand command = new WebSocketCommand(vertx, v4, wire, request);
        command.start(new CommandEdge.Listener() {
            @Override
            public void ready() {
                heard.add("ready");
            }

            @Override
            public void input(int channel, Buffer bytes) {
                heard.add(channel + ":" + bytes);
            }

            @Override
            public void inputEnded() {
                heard.add("input ended");
            }

            @Override
            public void gone() {
                heard.add("gone");
            }
        });
        wire.taken();
        return command;
    }

    private void send(WebSocketFrame frame) {
        client.writeOutbound(frame);
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            wire.receive(Buffer.buffer(copy));
        }
    }

    private Object answer() {
        client.writeInbound(Unpooled.wrappedBuffer(wire.taken().getBytes()));
        return client.readInbound();
    }

    @Test
    void whoGaveInputHearsHowTheCommandEndedOverIt() {
        WebSocketCommand command = start(true);
        send(new BinaryWebSocketFrame(Unpooled.copiedBuffer("\0all of it", StandardCharsets.UTF_8)));
        send(new CloseWebSocketFrame(1000, ""));
        assertThat(heard).containsExactly("ready", "0:all of it", "input ended");
        assertThat(wire.taken().length()).isZero();

        command.ended(Buffer.buffer("{\"status\":\"Success\"}"));
        assertThat(((BinaryWebSocketFrame) answer()).content().toString(StandardCharsets.UTF_8))
                .isEqualTo("\3{\"status\":\"Success\"}");
        assertThat(client.<Object>readInbound()).isInstanceOf(CloseWebSocketFrame.class);
        assertThat(wire.isClosed).isTrue();
    }

    @Test
    void whoGaveNoInputIsAnsweredAtOnce() {
        start(false);
        send(new CloseWebSocketFrame(1000, ""));
        assertThat(answer()).isInstanceOf(CloseWebSocketFrame.class);
        assertThat(wire.isClosed).isTrue();
    }

    @Test
    void aCommandThatGoesOnIsNotWaitedForToTheEnd() {
        start(true);
        send(new CloseWebSocketFrame(1000, ""));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> wire.isClosed);
        assertThat(answer()).isInstanceOf(CloseWebSocketFrame.class);
    }
}
