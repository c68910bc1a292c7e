package dev.gyre.gateway.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The commit that this was built from, as the build found it; what was built outside of a repository knows none. The words are
 * those of Kubernetes' own builds, and the date is the commit's, so that the same sources say the same wherever they are built.
 *
 * @param id forty hex digits, or empty
 * @param treeState {@code clean}, {@code dirty} where files differed from the commit, or empty
 * @param date in UTC, to the second
 */
record BuiltCommit(String id, String treeState, String date) {

    private static final String UNKNOWN_DATE = "1970-01-01T00:00:00Z";

    static BuiltCommit read() {
        Properties found = new Properties();
        try (InputStream file = BuiltCommit.class.getResourceAsStream("commit.properties")) {
            if (file != null) {
                found.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(found);
    }

    static BuiltCommit of(Properties found) {
        String treeState = switch (found.getProperty("git.dirty", "")) {
            case "true" -> "dirty";
            case "false" -> "clean";
            default -> "";
        };
        return new BuiltCommit(
                found.getProperty("git.commit.id.full", ""),
                treeState,
                found.getProperty("git.commit.time", UNKNOWN_DATE));
    }
}
