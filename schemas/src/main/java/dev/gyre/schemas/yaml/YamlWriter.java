package dev.gyre.schemas.yaml;

import dev.gyre.schemas.Json;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Writes a tree in block style, two spaces a level, lists at the level of their key. A string stands without quotes only
 * where every reader takes it for that string; several lines become a literal block.
 */
final class YamlWriter {

    /** Begins with a letter, and holds nothing that means something to YAML. */
    private static final Pattern SAFE =
            Pattern.compile("[A-Za-z_./][A-Za-z0-9_./@%+=^<>$;-]*([ :][A-Za-z0-9_./@%+=^<>$;-]+)*");

    /** Begins with a digit and is no number to anybody: quantities, percentages. */
    private static final Pattern AMOUNT = Pattern.compile("[0-9]+(m|k|M|G|T|Ki|Mi|Gi|Ti|%)");

    /** Longer text is quoted unseen. */
    private static final int MAX_PLAIN = 200;

    private final StringBuilder out = new StringBuilder();

    String write(JsonNode node) {
        if (node.isContainer() && !node.isEmpty()) {
            block(node, "", true);
        } else {
            scalar(node, "");
            out.append('\n');
        }
        return out.toString();
    }

    /** Writes a container that is not empty; {@code onNewLine} tells whether its first line still needs its indent. */
    private void block(JsonNode node, String indent, boolean onNewLine) {
        boolean[] needsIndent = {onNewLine};
        if (node.isObject()) {
            node.properties().forEach(field -> {
                out.append(needsIndent[0] ? indent : "")
                        .append(key(field.getKey()))
                        .append(':');
                needsIndent[0] = true;
                value(field.getValue(), field.getValue().isArray() ? indent : indent + "  ", indent + "  ");
            });
        } else {
            for (JsonNode item : node) {
                out.append(needsIndent[0] ? indent : "").append('-');
                needsIndent[0] = true;
                if (item.isContainer() && !item.isEmpty()) {
                    out.append(' ');
                    block(item, indent + "  ", false);
                } else {
                    value(item, indent, indent + "  ");
                }
            }
        }
    }

    private void value(JsonNode value, String containerIndent, String textIndent) {
        if (value.isContainer() && !value.isEmpty()) {
            out.append('\n');
            block(value, containerIndent, true);
        } else {
            out.append(' ');
            scalar(value, textIndent);
            out.append('\n');
        }
    }

    private void scalar(JsonNode value, String indent) {
        if (!value.isString()) {
            out.append(value);
            return;
        }
        String text = value.asString();
        if (text.indexOf('\n') >= 0 && isBlock(text)) {
            literal(text, indent.isEmpty() ? "  " : indent);
        } else {
            out.append(isSafe(text) ? text : quoted(text));
        }
    }

    private void literal(String text, String indent) {
        boolean endsInNewline = text.endsWith("\n");
        out.append(endsInNewline ? text.endsWith("\n\n") ? "|+" : "|" : "|-");
        String body = endsInNewline ? text.substring(0, text.length() - 1) : text;
        for (String line : body.split("\n", -1)) {
            out.append('\n').append(line.isEmpty() ? "" : indent + line);
        }
    }

    private static String key(String key) {
        return isSafe(key) && key.indexOf(':') < 0 ? key : quoted(key);
    }

    private static boolean isBlock(String text) {
        return !Character.isWhitespace(text.charAt(0)) && text.codePoints().allMatch(c -> c == '\n' || isPrintable(c));
    }

    /** As JSON writes it, which YAML reads too, with what YAML does not allow in a stream written as an escape. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        Json.MAPPER.writeValueAsString(text).codePoints().forEach(c -> {
            if (isPrintable(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append("\\u%04x".formatted(c));
            }
        });
        return quoted.toString();
    }

    /** YAML's printable characters, less those that some readers take for line breaks or marks of byte order. */
    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c <= 0x7E)
                || (c >= 0xA0 && c <= 0xD7FF && c != 0x2028 && c != 0x2029)
                || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF)
                || c >= 0x10000;
    }

    private static boolean isSafe(String text) {
        if (text.length() > MAX_PLAIN) {
            return false;
        }
        if (AMOUNT.matcher(text).matches()) {
            return true;
        }
        if (!SAFE.matcher(text).matches()) {
            return false;
        }
        try {
            return Scalars.plain(text).isString();
        } catch (YamlException e) {
            return false;
        }
    }
}
