package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants its connection to become, from its headers, and the headers of the answer that agrees. Pure.
 *
 * @param protocols the dialects that it offers, in its order
 */
record UpgradeRequest(Kind kind, List<String> protocols, String webSocketKey) {

    enum Kind {
        WEB_SOCKET,
        SPDY
    }

    static final String PROTOCOL_HEADER = "x-stream-protocol-version";

    private static final String SPDY = "SPDY/3.1";
    private static final String WEB_SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** By lower-case names, several values of one joined by commas. */
    static UpgradeRequest of(Map<String, String> headers) {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        String upgrade = headers.getOrDefault("upgrade", "");
        if (connection.contains("upgrade") && upgrade.equalsIgnoreCase("websocket")) {
            String key = headers.getOrDefault("sec-websocket-key", "");
            if (key.isEmpty() || !"13".equals(headers.get("sec-websocket-version"))) {
                throw badRequest("a WebSocket request needs a key, and version 13");
            }
            return new UpgradeRequest(Kind.WEB_SOCKET, list(headers.get("sec-websocket-protocol")), key);
        }
        if (connection.contains("upgrade") && upgrade.equalsIgnoreCase(SPDY)) {
            return new UpgradeRequest(Kind.SPDY, list(headers.get(PROTOCOL_HEADER)), "");
        }
        throw badRequest("Upgrade request required");
    }

    /** The answer that agrees to speak that dialect; empty for one without a name. */
    Map<String, String> agreed(String protocol) {
        return switch (kind) {
            case SPDY ->
                protocol.isEmpty()
                        ? Map.of("connection", "Upgrade", "upgrade", SPDY)
                        : Map.of("connection", "Upgrade", "upgrade", SPDY, "X-Stream-Protocol-Version", protocol);
            case WEB_SOCKET ->
                protocol.isEmpty()
                        ? Map.of("connection", "Upgrade", "upgrade", "websocket", "Sec-WebSocket-Accept", accept())
                        : Map.of(
                                "connection",
                                "Upgrade",
                                "upgrade",
                                "websocket",
                                "Sec-WebSocket-Accept",
                                accept(),
                                "Sec-WebSocket-Protocol",
                                protocol);
        };
    }

    /** None of what it offers is spoken here. */
    StatusException noCommonProtocol(List<String> served) {
        return new StatusException(new Status(
                kind == Kind.SPDY ? 403 : 400,
                kind == Kind.SPDY ? "Forbidden" : "BadRequest",
                "unable to negotiate protocol: client supports " + protocols + ", server supports " + served,
                null));
    }

    private String accept() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((webSocketKey + WEB_SOCKET_GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> list(@Nullable String joined) {
        return joined == null
                ? List.of()
                : Arrays.stream(joined.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}
