package dev.gyre.gateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites the links in the tags of an HTML page that comes in pieces. A tag is held back until it is whole; one that does
 * not end within a bound is passed on as it is. Bytes outside of tags are never touched, whatever their encoding.
 */
final class HtmlLinks {
    private static final int LONGEST_TAG = 64 * 1024;
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([\\w-]+)(\\s*=\\s*)(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))");

    private final Links links;
    private final StringBuilder held = new StringBuilder();

    HtmlLinks(Links links) {
        this.links = links;
    }

    /** The page, as far as it can be told by now. */
    byte[] rewrite(byte[] piece) {
        held.append(new String(piece, StandardCharsets.ISO_8859_1));
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < held.length()) {
            int open = held.indexOf("<", at);
            if (open < 0) {
                out.append(held, at, held.length());
                at = held.length();
                break;
            }
            out.append(held, at, open);
            int close = held.indexOf(">", open);
            if (close < 0 && held.length() - open <= LONGEST_TAG) {
                at = open;
                break;
            }
            int end = close < 0 ? held.length() : close + 1;
            out.append(tag(held.substring(open, end)));
            at = end;
        }
        held.delete(0, at);
        return bytes(out);
    }

    /** What was held back when the page ended. */
    byte[] end() {
        byte[] rest = bytes(held);
        held.setLength(0);
        return rest;
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String tag(String tag) {
        if (tag.length() < 2 || !Character.isLetter(tag.charAt(1))) {
            return tag;
        }
        Matcher matcher = ATTRIBUTE.matcher(tag);
        StringBuilder out = new StringBuilder();
        int last = 0;
        while (matcher.find()) {
            int group = matcher.group(3) != null ? 3 : matcher.group(4) != null ? 4 : 5;
            if (Links.ATTRIBUTES.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
                out.append(tag, last, matcher.start(group)).append(links.rewrite(matcher.group(group)));
                last = matcher.end(group);
            }
        }
        return out.append(tag, last, tag.length()).toString();
    }
}
