package dev.gyre.actors;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the answers to {@link Reconciler#questions} come from: what a pod uses, how far a consumer is behind. They are read
 * anew for each decision, and stand on it by value.
 */
@FunctionalInterface
public interface Measuring {

    /** For reconcilers that ask nothing. */
    Measuring NOTHING = questions -> CompletableFuture.completedStage(Map.of());

    /**
     * The answers by their questions, as text that the one who asked can read. What could not be measured is answered by why
     * not, or not at all.
     */
    CompletionStage<Map<String, String>> measure(Set<String> questions);
}
