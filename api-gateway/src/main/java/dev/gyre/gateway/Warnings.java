package dev.gyre.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client is to be warned of, whatever becomes of its request; each warning once, and no more than a header can hold. May
 * be added to by any thread.
 */
public final class Warnings {

    /** The header's name. */
    public static final String HEADER = "warning";

    private static final int MOST = 50;
    private static final int MAX_LENGTH = 300;

    private final Set<String> texts = new LinkedHashSet<>();

    public synchronized void add(String text) {
        if (texts.size() < MOST && !text.isEmpty()) {
            texts.add(text);
        }
    }

    public synchronized List<String> all() {
        return new ArrayList<>(texts);
    }

    /** The header's value: code, agent, and a quoted text without control characters, for each. */
    public static String header(Collection<String> warnings) {
        return warnings.stream().map(Warnings::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("299 - \"");
        text.chars().limit(MAX_LENGTH).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c >= 0x20 && c < 0x7f ? (char) c : '?');
        });
        return quoted.append('"').toString();
    }
}
