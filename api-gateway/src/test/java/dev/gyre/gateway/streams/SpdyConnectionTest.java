package dev.gyre.gateway.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's side, held against Netty's codec as a client. */
class SpdyConnectionTest {

    private FakeWire wire;
    private EmbeddedChannel client;
    private List<SpdyStream> opened;
    private List<String> heard;
    private SpdyConnection connection;

    @BeforeEach
    @BeforeTry
    void start() {
        wire = new FakeWire();
        client = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
        opened = new ArrayList<>();
        heard = new ArrayList<>();
        connection = new SpdyConnection(wire, new SpdyConnection.Listener() {
            @Override
            public boolean opened(SpdyStream stream) {
                if (stream.header("streamtype").isEmpty()) {
                    return false;
                }
                opened.add(stream);
                stream.listen(new Recording(stream.id()));
                return true;
            }

            @Override
            public void gone() {
                heard.add("gone");
            }
        });
        connection.start();
    }

    private final class Recording implements SpdyStream.Listener {
        private final int id;

        Recording(int id) {
            this.id = id;
        }

        @Override
        public void bytes(Buffer bytes) {
            heard.add(id + ":" + bytes.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void ended() {
            heard.add(id + " ended");
        }

        @Override
        public void reset() {
            heard.add(id + " reset");
        }
    }

    private void send(SpdyFrame frame) {
        client.writeOutbound(frame);
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            wire.receive(Buffer.buffer(copy));
        }
    }

    private void open(int id, String type) {
        DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        if (!type.isEmpty()) {
            frame.headers().add("streamtype", type);
        }
        send(frame);
    }

    private <T> T answer(Class<T> type) {
        client.writeInbound(Unpooled.wrappedBuffer(wire.taken().getBytes()));
        return type.cast(client.readInbound());
    }

    @Test
    void aStreamIsAnsweredWithAHeaderThatGoCanRead() {
        open(1, "error");
        assertThat(answer(SpdySynReplyFrame.class).headers().isEmpty()).isFalse();
        assertThat(opened)
                .singleElement()
                .satisfies(stream -> assertThat(stream.header("streamtype")).isEqualTo("error"));
    }

    @Test
    void eachSideEndsItsHalf() {
        open(1, "data");
        answer(SpdySynReplyFrame.class);
        send(new DefaultSpdyDataFrame(1, Unpooled.copiedBuffer("in", StandardCharsets.UTF_8)).setLast(true));
        assertThat(heard).containsExactly("1:in", "1 ended");
        opened.getFirst().write(Buffer.buffer("out"));
        SpdyDataFrame out = answer(SpdyDataFrame.class);
        assertThat(out.content().toString(StandardCharsets.UTF_8)).isEqualTo("out");
        assertThat(out.isLast()).isFalse();
        opened.getFirst().end();
        assertThat(answer(SpdyDataFrame.class).isLast()).isTrue();
        opened.getFirst().write(Buffer.buffer("late"));
        assertThat(wire.taken().length()).isZero();
    }

    @Test
    void aResetEndsBothHalves() {
        open(1, "data");
        send(new DefaultSpdyRstStreamFrame(1, io.netty.handler.codec.spdy.SpdyStreamStatus.CANCEL));
        assertThat(heard).containsExactly("1 reset");
        wire.taken();
        opened.getFirst().write(Buffer.buffer("late"));
        opened.getFirst().end();
        assertThat(wire.taken().length()).isZero();
    }

    @Test
    void whatIsRefusedIsReset() {
        open(1, "");
        assertThat(answer(SpdyRstStreamFrame.class).streamId()).isEqualTo(1);
        assertThat(opened).isEmpty();
    }

    @Test
    void pingsComeBack() {
        send(new DefaultSpdyPingFrame(7));
        assertThat(answer(SpdyPingFrame.class).id()).isEqualTo(7);
        send(new DefaultSpdyPingFrame(8));
        assertThat(wire.taken().length()).isZero();
    }

    @Test
    void numbersThatDoNotGrowEndTheConnection() {
        open(3, "data");
        answer(SpdySynReplyFrame.class);
        open(1, "data");
        assertThat(answer(SpdyGoAwayFrame.class).lastGoodStreamId()).isEqualTo(3);
        assertThat(wire.isClosed).isTrue();
    }

    @Test
    void dataForNobodyIsDropped() {
        send(new DefaultSpdyDataFrame(9, Unpooled.copiedBuffer("x", StandardCharsets.UTF_8)));
        assertThat(heard).isEmpty();
        assertThat(wire.isClosed).isFalse();
    }

    @Test
    void theEndOfTheWireIsToldOnce() {
        wire.breakOff();
        wire.breakOff();
        assertThat(heard).containsExactly("gone");
    }

    /** Whatever comes, in whatever pieces: it is ignored, refused or ends the connection, and nothing is thrown. */
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
