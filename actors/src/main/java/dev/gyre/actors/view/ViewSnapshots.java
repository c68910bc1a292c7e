package dev.gyre.actors.view;

import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.schemas.Resource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a process keeps what it sees, so that its next start reads that and the log from there on, instead of asking a gateway
 * for everything.
 */
public interface ViewSnapshots {

    /**
     * The view as it was at a place of the log.
     *
     * @param view comes when all of it has been read; fails where it cannot be trusted
     */
    record Kept(Place place, CompletionStage<PersistentClusterView> view) {}

    /**
     * What was kept last, as soon as it is known where in the log that is; empty where there is nothing, or nothing that can be
     * trusted. Does not fail.
     */
    CompletionStage<Optional<Kept>> read();

    /** Keeps this instead of what was kept before. Until it is done, and where it fails, that stays. */
    CompletionStage<Void> keep(Place place, Collection<Resource> objects);

    /** The same, of which a first reading has begun: whoever will want it has other things to start meanwhile. */
    static ViewSnapshots readingAlready(ViewSnapshots snapshots) {
        AtomicReference<@Nullable CompletionStage<Optional<Kept>>> begun = new AtomicReference<>(snapshots.read());
        return new ViewSnapshots() {
            @Override
            public CompletionStage<Optional<Kept>> read() {
                CompletionStage<Optional<Kept>> first = begun.getAndSet(null);
                return first == null ? snapshots.read() : first;
            }

            @Override
            public CompletionStage<Void> keep(Place place, Collection<Resource> objects) {
                return snapshots.keep(place, objects);
            }
        };
    }

    /** Keeps nothing. */
    ViewSnapshots NONE = new ViewSnapshots() {
        @Override
        public CompletionStage<Optional<Kept>> read() {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Void> keep(Place place, Collection<Resource> objects) {
            return CompletableFuture.completedFuture(null);
        }
    };
}
