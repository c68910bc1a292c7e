package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.lifecycle.Termination;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LastWordsTest {

    private static final String FALLS_BACK = "FallbackToLogsOnError";

    private static String words(String policy, int exitCode, String file, String... log) {
        String text = "{\"metadata\": {\"uid\": \"u\"}, \"spec\": {\"containers\": [{\"name\": \"c\","
                + " \"terminationMessagePolicy\": \"" + policy + "\"}]}}";
        Resource pod = Resource.of(
                ResourceKey.namespaced("", "pods", "default", "p"),
                1,
                Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
        LastWords lastWords = new LastWords(
                (uid, container, attempt) -> CompletableFuture.completedFuture(file), (id, query, sink) -> {
                    assertThat(query.tailLines()).isEqualTo(80);
                    for (String piece : log) {
                        sink.accept(piece.getBytes(StandardCharsets.UTF_8));
                    }
                    sink.end();
                    return () -> {};
                });
        Termination how = Termination.of("id", exitCode, false, "", null, null);
        return lastWords.of(pod, "c", 0, how).toCompletableFuture().join().message();
    }

    @Test
    void whoFailsWithoutAWordIsQuotedFromItsLog() {
        assertThat(words(FALLS_BACK, 1, "", "DO", "NE")).isEqualTo("DONE");
    }

    @Test
    void theFileGoesBeforeTheLog() {
        assertThat(words(FALLS_BACK, 1, "said", "logged")).isEqualTo("said");
    }

    @Test
    void theLogIsQuotedOnlyAfterAFailureAndOnlyWhereThatIsWanted() {
        assertThat(words(FALLS_BACK, 0, "", "logged")).isEmpty();
        assertThat(words("File", 1, "", "logged")).isEmpty();
    }

    @Test
    void onlyItsEndIsQuoted() {
        assertThat(words(FALLS_BACK, 1, "", "a".repeat(3000), "b".repeat(100), "end"))
                .hasSize(2048)
                .endsWith("abb" + "b".repeat(98) + "end");
    }

    @Test
    void aLogThatCannotBeReadIsNoMessage() {
        Resource pod = Resource.of(
                ResourceKey.namespaced("", "pods", "default", "p"),
                1,
                Json.readObject(("{\"metadata\": {\"uid\": \"u\"}, \"spec\": {\"containers\": [{\"name\": \"c\","
                                + " \"terminationMessagePolicy\": \"FallbackToLogsOnError\"}]}}")
                        .getBytes(StandardCharsets.UTF_8)));
        LastWords lastWords = new LastWords(
                (uid, container, attempt) -> CompletableFuture.failedFuture(new IllegalStateException("no disk")),
                (id, query, sink) -> {
                    throw new IllegalStateException("no log");
                });
        Termination how = Termination.of("id", 1, false, "", null, null);
        assertThat(lastWords.of(pod, "c", 0, how).toCompletableFuture().join()).isEqualTo(how);
    }
}
