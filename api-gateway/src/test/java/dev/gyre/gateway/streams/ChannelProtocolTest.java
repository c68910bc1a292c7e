package dev.gyre.gateway.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.streams.ChannelProtocol.Message;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelProtocolTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v5.channel.k8s.io                                             | v5.channel.k8s.io",
                "v4.channel.k8s.io,v5.channel.k8s.io                           | v4.channel.k8s.io",
                "v3.channel.k8s.io,v2.channel.k8s.io,channel.k8s.io            | channel.k8s.io",
                "v4.base64.channel.k8s.io                                      | v4.base64.channel.k8s.io",
                "base64.channel.k8s.io                                         | base64.channel.k8s.io",
                "something.else,base64.channel.k8s.io                          | base64.channel.k8s.io",
                "something.else                                                | none",
            })
    void theFirstWishThatCanBeServedIsChosen(String wished, String chosen) {
        ChannelProtocol protocol = ChannelProtocol.choose(List.of(wished.split(",")), ChannelProtocol.FOR_COMMANDS);
        assertThat(protocol == null ? "none" : protocol.name()).isEqualTo(chosen);
    }

    @Test
    void whoNamesNoneSpeaksTheFirst() {
        assertThat(ChannelProtocol.choose(List.of(), ChannelProtocol.FOR_COMMANDS))
                .isEqualTo(ChannelProtocol.UNNAMED);
    }

    @Test
    void portsAreForwardedInTheFourthToo() {
        ChannelProtocol protocol = ChannelProtocol.choose(
                List.of("v5.channel.k8s.io", "v4.channel.k8s.io", "channel.k8s.io"), ChannelProtocol.FOR_PORTS);
        assertThat(protocol.name()).isEqualTo("v4.channel.k8s.io");
    }

    @Test
    void onlyTheFifthCanEndAChannel() {
        Message close = new Message(255, Buffer.buffer(new byte[] {0}));
        for (ChannelProtocol protocol : ChannelProtocol.FOR_COMMANDS) {
            assertThat(protocol.isClose(close)).isEqualTo(protocol.name().equals("v5.channel.k8s.io"));
        }
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll byte[] payload, @ForAll @IntRange(max = 4) int channel) {
        for (ChannelProtocol protocol : ChannelProtocol.FOR_COMMANDS) {
            Message message = protocol.read(protocol.write(channel, Buffer.buffer(payload)));
            assertThat(message.channel()).isEqualTo(channel);
            assertThat(message.payload().getBytes()).isEqualTo(payload);
        }
    }

    @Property
    void anyBytesAreAMessageOrNone(@ForAll byte[] bytes) {
        for (ChannelProtocol protocol : ChannelProtocol.FOR_COMMANDS) {
            Message message = protocol.read(Buffer.buffer(bytes));
            assertThat(message == null || bytes.length > 0).isTrue();
        }
    }
}
