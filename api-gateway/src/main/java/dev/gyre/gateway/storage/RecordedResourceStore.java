package dev.gyre.gateway.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The truth of a moment that is over, as the log has it: everything can be read at one revision, nothing changes any more,
 * and nothing can be written.
 */
public final class RecordedResourceStore implements ResourceStore {

    private final Contents contents;

    public RecordedResourceStore(Contents contents) {
        this.contents = contents;
    }

    @Override
    public CompletionStage<WriteResult> write(Write write) {
        return CompletableFuture.failedStage(readOnly());
    }

    @Override
    public CompletionStage<Long> currentRevision() {
        return CompletableFuture.completedStage(contents.revision());
    }

    @Override
    public CompletionStage<Contents> load() {
        return CompletableFuture.completedStage(contents);
    }

    @Override
    public Watch watch(long fromRevision, WatchListener listener) {
        return () -> {};
    }

    @Override
    public CompletionStage<Stretch> history(long fromRevision) {
        return CompletableFuture.failedStage(new CompactedException(contents.revision()));
    }

    @Override
    public CompletionStage<Long> raiseEpoch(String partition, String holder) {
        return CompletableFuture.failedStage(readOnly());
    }

    private static StoreException readOnly() {
        return new StoreException("the past cannot be changed", null, false);
    }

    @Override
    public void close() {}
}
