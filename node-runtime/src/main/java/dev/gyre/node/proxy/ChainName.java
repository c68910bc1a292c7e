package dev.gyre.node.proxy;

import dev.gyre.node.proxy.ServiceSpec.Port;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of chains that people can read, and that stay apart when they have to be cut. */
final class ChainName {

    private static final int MAX_READABLE = 80;

    private ChainName() {}

    static String stem(ServiceName service, Port port) {
        return hashed(
                service.namespace() + "/" + service.name() + "/" + port.protocol() + "/" + port.name() + port.port());
    }

    static String stem(ServiceName service) {
        return hashed(service.namespace() + "/" + service.name());
    }

    private static String hashed(String readable) {
        String cut = readable.length() > MAX_READABLE ? readable.substring(0, MAX_READABLE) : readable;
        return hash(readable) + "-" + cut;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
