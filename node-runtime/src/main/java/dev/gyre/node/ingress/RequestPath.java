package dev.gyre.node.ingress;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A request's path as rules are held against it: decoded, without {@code .} and {@code ..}. What is sent on stays as it came. */
final class RequestPath {
    private static final int HEX = 16;

    private RequestPath() {}

    /** Empty where it is no path. */
    static Optional<String> of(String raw) {
        if (!raw.startsWith("/")) {
            return Optional.empty();
        }
        return decoded(raw).map(RequestPath::withoutDots);
    }

    private static Optional<String> decoded(String raw) {
        if (raw.indexOf('%') < 0) {
            return Optional.of(raw);
        }
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out[length++] = bytes[i];
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], HEX) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], HEX) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out[length++] = (byte) (high * HEX + low);
            i += 2;
        }
        return Optional.of(new String(out, 0, length, StandardCharsets.UTF_8));
    }

    private static String withoutDots(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] elements = path.substring(1).split("/", -1);
        for (int i = 0; i < elements.length; i++) {
            boolean isLast = i == elements.length - 1;
            switch (elements[i]) {
                case "." -> {
                    if (isLast) {
                        kept.add("");
                    }
                }
                case ".." -> {
                    kept.pollLast();
                    if (isLast) {
                        kept.add("");
                    }
                }
                default -> kept.add(elements[i]);
            }
        }
        return "/" + String.join("/", kept);
    }
}
