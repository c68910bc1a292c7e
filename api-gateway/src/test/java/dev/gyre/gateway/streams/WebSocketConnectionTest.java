package dev.gyre.gateway.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's side, held against Netty's codec as a client. */
class WebSocketConnectionTest {

    private FakeWire wire;
    private EmbeddedChannel client;
    private List<String> heard;
    private WebSocketConnection connection;

    @BeforeEach
    @BeforeTry
    void start() {
        wire = new FakeWire();
        client = new EmbeddedChannel(
                new WebSocket13FrameDecoder(false, false, 1 << 20), new WebSocket13FrameEncoder(true));
        heard = new ArrayList<>();
        connection = new WebSocketConnection(wire, new WebSocketConnection.Listener() {
            @Override
            public void message(Buffer payload) {
                heard.add(payload.toString());
            }

            @Override
            public void goodbye(int code) {
                heard.add("goodbye " + code);
            }

            @Override
            public void gone() {
                heard.add("gone");
            }
        });
        connection.start();
    }

    private void send(WebSocketFrame frame) {
        client.writeOutbound(frame);
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            wire.receive(Buffer.buffer(copy));
        }
    }

    private <T> T answer(Class<T> type) {
        client.writeInbound(Unpooled.wrappedBuffer(wire.taken().getBytes()));
        return type.cast(client.readInbound());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aMessageMayComeInFragments() {
        send(new BinaryWebSocketFrame(false, 0, bytes("one ")));
        send(new PingWebSocketFrame(bytes("between")));
        send(new ContinuationWebSocketFrame(true, 0, bytes("message")));
        assertThat(heard).containsExactly("one message");
        assertThat(answer(PongWebSocketFrame.class).content().toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("between");
    }

    @Test
    void whoHasSaidGoodbyeStillHearsButIsHeardNoMore() {
        send(new CloseWebSocketFrame(1000, "done"));
        send(new BinaryWebSocketFrame(bytes("late")));
        assertThat(heard).containsExactly("goodbye 1000");
        connection.sendBinary(Buffer.buffer("the end"));
        assertThat(answer(BinaryWebSocketFrame.class).content().toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("the end");
        assertThat(wire.isClosed).isFalse();
        connection.close(1000, "");
        assertThat(answer(CloseWebSocketFrame.class).statusCode()).isEqualTo(1000);
        assertThat(wire.isClosed).isTrue();
    }

    @Test
    void whoSaysGoodbyeFirstWaitsForTheAnswer() {
        connection.close(1000, "");
        assertThat(answer(CloseWebSocketFrame.class).statusCode()).isEqualTo(1000);
        assertThat(wire.isClosed).isFalse();
        connection.sendBinary(Buffer.buffer("late"));
        assertThat(wire.taken().length()).isZero();
        send(new CloseWebSocketFrame(1000, ""));
        assertThat(wire.isClosed).isTrue();
    }

    @Test
    void framesThatAreNotMaskedAreAgainstTheProtocol() {
        wire.receive(Buffer.buffer(new byte[] {(byte) 0x82, 0x01, 0x41}));
        assertThat(answer(CloseWebSocketFrame.class).statusCode()).isEqualTo(1002);
        assertThat(wire.isClosed).isTrue();
        assertThat(heard).isEmpty();
    }

    @Test
    void aFrameBeyondTheBoundIsNotWaitedFor() {
        wire.receive(Buffer.buffer(new byte[] {
            (byte) 0x82,
            (byte) 0xff,
            0x7f,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            0,
            0,
            1,
            2,
            3,
            4
        }));
        assertThat(wire.isClosed).isTrue();
    }

    @Property(tries = 500)
    void anyBytesAreBorne(@ForAll @Size(max = 20) List<byte[]> pieces) {
        for (byte[] piece : pieces) {
            if (piece.length > 0) {
                wire.receive(Buffer.buffer(piece));
            }
        }
        wire.breakOff();
        assertThat(heard).last().isEqualTo("gone");
    }
}
