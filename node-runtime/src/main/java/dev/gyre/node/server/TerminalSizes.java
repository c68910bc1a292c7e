package dev.gyre.node.server;

import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Reads sizes of a terminal out of a stream of small JSON objects, wherever the stream was cut. Malformed ones are skipped. */
final class TerminalSizes {
    private static final int LONGEST = 1024;

    private final StringBuilder held = new StringBuilder();

    record Size(int width, int height) {}

    List<Size> read(byte[] bytes) {
        held.append(new String(bytes, StandardCharsets.ISO_8859_1));
        List<Size> sizes = new ArrayList<>();
        for (int end = held.indexOf("}"); end >= 0; end = held.indexOf("}")) {
            add(sizes, held.substring(0, end + 1));
            held.delete(0, end + 1);
        }
        if (held.length() > LONGEST) {
            held.setLength(0);
        }
        return sizes;
    }

    private static void add(List<Size> sizes, String json) {
        try {
            ObjectNode size = Json.readObject(json.getBytes(StandardCharsets.ISO_8859_1));
            int width = size.path("Width").asInt(0);
            int height = size.path("Height").asInt(0);
            if (width > 0 && height > 0 && width <= 0xffff && height <= 0xffff) {
                sizes.add(new Size(width, height));
            }
        } catch (JacksonException malformed) {
            // A terminal keeps the size it has.
        }
    }
}
