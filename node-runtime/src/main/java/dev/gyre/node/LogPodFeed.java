package dev.gyre.node;

import dev.gyre.events.BrokenHistoryException;
import dev.gyre.events.PodReferences;
import dev.gyre.schemas.record.PodReference;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * References from {@code gyre.kubelet}, from where the log and the store stand when following begins; kubelets list their
 * pods after that. Where history is lost the feed breaks, and following it again lists the pods again, which is all that
 * the history would have said.
 *
 * @see BrokenHistoryException
 */
public final class LogPodFeed implements PodFeed {
    private final PodReferences references;
    private final Predicate<String> isOwnNode;
    private final Supplier<CompletionStage<Long>> currentRevision;

    /** {@code currentRevision} reads the store's newest revision from the API. */
    public LogPodFeed(
            PodReferences references, Predicate<String> isOwnNode, Supplier<CompletionStage<Long>> currentRevision) {
        this.references = references;
        this.isOwnNode = isOwnNode;
        this.currentRevision = currentRevision;
    }

    /**
     * The revision is read after the offsets were noted: a record behind them that is valid follows one that is not beyond
     * that revision, which is how a reader in the middle of a partition knows where its chain begins.
     */
    @Override
    public CompletionStage<AutoCloseable> follow(Consumer<PodReference> listener, Consumer<Throwable> broken) {
        return references
                .currentOffsets()
                .thenCompose(from -> currentRevision
                        .get()
                        .thenApply(revision -> references.follow(
                                from, revision, isOwnNode, batch -> batch.forEach(listener), broken::accept)));
    }
}
