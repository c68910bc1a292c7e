package dev.gyre.gateway.metrics;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * The latest summary of each node. A kubelet is asked again only when its answer is some seconds old, and only so many are
 * asked at once; one that does not answer is left out, and not asked again for as long.
 */
final class NodeSummaries {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int AT_ONCE = 16;

    private final Source source;
    private final InstantSource clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** Asks one kubelet; fails, within a bound of time, where it does not answer. */
    @FunctionalInterface
    interface Source {
        CompletionStage<JsonNode> ask(StoredObject node);
    }

    /** @param answer missing where there was none */
    private record Known(String uid, Instant at, JsonNode answer) {}

    NodeSummaries(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** By the names of the nodes that answered. */
    CompletionStage<Map<String, JsonNode>> of(List<StoredObject> nodes) {
        Instant now = clock.instant();
        List<StoredObject> stale = new ArrayList<>();
        for (StoredObject node : nodes) {
            Known last = known.get(node.key().name());
            if (last == null
                    || !last.uid().equals(node.uid())
                    || !now.isBefore(last.at().plus(FRESH))) {
                stale.add(node);
            }
        }
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> askers = new ArrayList<>();
        for (int i = 0; i < Math.min(AT_ONCE, stale.size()); i++) {
            askers.add(askOn(stale, next).toCompletableFuture());
        }
        return CompletableFuture.allOf(askers.toArray(CompletableFuture[]::new)).thenApply(done -> answers(nodes));
    }

    private CompletionStage<Void> askOn(List<StoredObject> stale, AtomicInteger next) {
        int index = next.getAndIncrement();
        if (index >= stale.size()) {
            return CompletableFuture.completedStage(null);
        }
        StoredObject node = stale.get(index);
        return source.ask(node)
                .exceptionally(unreachable -> tools.jackson.databind.node.MissingNode.getInstance())
                .thenCompose(answer -> {
                    known.put(node.key().name(), new Known(node.uid(), clock.instant(), answer));
                    return askOn(stale, next);
                });
    }

    private Map<String, JsonNode> answers(List<StoredObject> nodes) {
        Map<String, JsonNode> answers = new HashMap<>();
        for (StoredObject node : nodes) {
            Known last = known.get(node.key().name());
            if (last != null && last.uid().equals(node.uid()) && last.answer().isObject()) {
                answers.put(node.key().name(), last.answer());
            }
        }
        return answers;
    }
}
