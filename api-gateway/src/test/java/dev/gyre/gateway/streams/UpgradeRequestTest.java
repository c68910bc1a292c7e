package dev.gyre.gateway.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiResponse.StatusException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgradeRequestTest {

    @Test
    void aWebSocketIsAgreedToByTheKeysDigest() {
        UpgradeRequest upgrade = UpgradeRequest.of(Map.of(
                "connection", "keep-alive, Upgrade",
                "upgrade", "websocket",
                "sec-websocket-version", "13",
                "sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==",
                "sec-websocket-protocol", "v5.channel.k8s.io, v4.channel.k8s.io"));
        assertThat(upgrade.protocols()).containsExactly("v5.channel.k8s.io", "v4.channel.k8s.io");
        // The example of RFC 6455.
        assertThat(upgrade.agreed("v5.channel.k8s.io"))
                .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                .containsEntry("Sec-WebSocket-Protocol", "v5.channel.k8s.io");
        assertThat(upgrade.agreed("")).doesNotContainKey("Sec-WebSocket-Protocol");
    }

    @Test
    void spdyIsAgreedToWithItsDialect() {
        UpgradeRequest upgrade = UpgradeRequest.of(Map.of(
                "connection", "Upgrade",
                "upgrade", "SPDY/3.1",
                "x-stream-protocol-version", "v4.channel.k8s.io,v3.channel.k8s.io"));
        assertThat(upgrade.kind()).isEqualTo(UpgradeRequest.Kind.SPDY);
        assertThat(upgrade.agreed("v4.channel.k8s.io"))
                .containsEntry("X-Stream-Protocol-Version", "v4.channel.k8s.io")
                .containsEntry("upgrade", "SPDY/3.1");
    }

    @Test
    void whatIsNeitherIsToldSo() {
        List<Map<String, String>> others = List.of(
                Map.of(),
                Map.of("upgrade", "websocket"),
                Map.of("connection", "Upgrade", "upgrade", "h2c"),
                Map.of("connection", "Upgrade", "upgrade", "websocket", "sec-websocket-version", "8"));
        for (Map<String, String> headers : others) {
            assertThatThrownBy(() -> UpgradeRequest.of(headers))
                    .isInstanceOfSatisfying(
                            StatusException.class,
                            refused -> assertThat(refused.status().code()).isEqualTo(400));
        }
    }
}
