package dev.gyre.gateway.resources;

import dev.gyre.gateway.storage.ResourceReader.ChangeListener;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent.Changed;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hears of changes and passes them on in order, each once a webhook has converted what it is about. What waits for that has a
 * bound; past it, or where an object cannot be converted, the listener hears of the end.
 */
final class ConvertedChanges implements ChangeListener {

    private static final int MOST_WAITING = 1000;

    private final Crossing crossing;
    private final ResourceKind kind;
    private final ChangeListener listener;
    private final AtomicReference<CompletableFuture<@Nullable Void>> last =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private final AtomicInteger waiting = new AtomicInteger();

    ConvertedChanges(Crossing crossing, ResourceKind kind, ChangeListener listener) {
        this.crossing = crossing;
        this.kind = kind;
        this.listener = listener;
    }

    @Override
    public void onChanges(long revision, List<Changed> changes) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            // Whoever reads goes on from the last revision that it has seen.
            listener.onEnd(new IllegalStateException("more than " + MOST_WAITING + " changes wait for a webhook"));
            return;
        }
        inTurn(before -> convert(changes).handle((converted, failure) -> {
            waiting.decrementAndGet();
            if (converted != null) {
                listener.onChanges(revision, converted);
            } else if (failure != null) {
                listener.onEnd(cause(failure));
            }
            return null;
        }));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? failure : cause;
    }

    /** Off the stack of what comes before, so that a long queue is no deep recursion. */
    private void inTurn(Function<@Nullable Void, CompletionStage<@Nullable Void>> step) {
        CompletableFuture<@Nullable Void> own = new CompletableFuture<>();
        last.getAndSet(own)
                .thenComposeAsync(step, Trampoline.INSTANCE)
                .whenComplete((done, failure) -> own.complete(null));
    }

    private CompletionStage<List<Changed>> convert(List<Changed> changes) {
        List<StoredObject> objects = new ArrayList<>();
        for (Changed change : changes) {
            add(objects, change.current());
            add(objects, change.previous());
        }
        return crossing.out(kind, objects).thenApply(converted -> {
            List<Changed> seen = new ArrayList<>();
            int next = 0;
            for (Changed change : changes) {
                StoredObject current = change.current() == null ? null : converted.get(next++);
                StoredObject previous = change.previous() == null ? null : converted.get(next++);
                seen.add(new Changed(change.revision(), change.key(), current, previous, change.provenance()));
            }
            return seen;
        });
    }

    private static void add(List<StoredObject> objects, @Nullable StoredObject object) {
        if (object != null) {
            objects.add(object);
        }
    }

    @Override
    public void onEnd(Throwable cause) {
        inTurn(before -> {
            listener.onEnd(cause);
            return CompletableFuture.completedStage(null);
        });
    }
}
