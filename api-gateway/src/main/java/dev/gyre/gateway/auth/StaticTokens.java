package dev.gyre.gateway.auth;

import dev.gyre.gateway.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens from a file, one {@code token,user,uid,"group,group"} a line. A presented token is hashed and compared with
 * every entry in constant time, so that neither its prefix nor its place can be measured.
 */
public final class StaticTokens implements Authenticator {

    private record Entry(byte[] digest, UserInfo user) {}

    private final List<Entry> entries;

    private StaticTokens(List<Entry> entries) {
        this.entries = entries;
    }

    public static StaticTokens read(Path file) throws IOException {
        return parse(Files.readAllLines(file));
    }

    public static StaticTokens parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = fields(line);
            if (fields.size() < 3 || fields.get(0).isEmpty() || fields.get(1).isEmpty()) {
                throw new IllegalArgumentException(
                        "line " + (entries.size() + 1) + " of the token file is not token,user,uid[,\"groups\"]");
            }
            List<String> groups = fields.size() > 3 && !fields.get(3).isEmpty()
                    ? List.of(fields.get(3).split(","))
                    : List.of();
            entries.add(new Entry(digest(fields.get(0)), Groups.authenticated(fields.get(1), fields.get(2), groups)));
        }
        return new StaticTokens(List.copyOf(entries));
    }

    @Override
    public @Nullable UserInfo authenticate(Credentials credentials) {
        String token = credentials.bearerToken();
        if (token == null) {
            return null;
        }
        byte[] digest = digest(token);
        UserInfo found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest(), digest)) {
                found = entry.user();
            }
        }
        return found;
    }

    /** Commas separate fields, except between quotes. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString().trim());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().trim());
        return fields;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
