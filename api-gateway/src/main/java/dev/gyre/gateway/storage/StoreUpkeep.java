package dev.gyre.gateway.storage;

import java.util.concurrent.CompletionStage;

/** What keeps the store from growing without end. */
public interface StoreUpkeep {

    /**
     * How full the store is.
     *
     * @param allocatedBytes what its file takes; freed pages stay in it and are used again
     * @param usedBytes what of that is in use
     */
    record Size(long allocatedBytes, long usedBytes) {}

    CompletionStage<Size> size();

    /** Forgets the history up to and including this revision; what is there now stays. */
    CompletionStage<Void> compact(long revision);

    /** Gives freed pages back; the store does not answer meanwhile. */
    CompletionStage<Void> defragment();
}
