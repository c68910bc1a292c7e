package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.resources.ReadModifyWrite.Written;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The verb {@code deletecollection}: each object that a consistent list selects is deleted on its own, a bounded number at
 * a time. What went by itself meanwhile is no failure; the first real one ends it, and what has been deleted stays so.
 */
final class CollectionDeletion {

    private final Environment environment;
    private final Reading reading;
    private final Deletion deletion;
    private final Answers answers;

    CollectionDeletion(Environment environment, Reading reading, Deletion deletion, Answers answers) {
        this.environment = environment;
        this.reading = reading;
        this.deletion = deletion;
        this.answers = answers;
    }

    CompletionStage<ApiResponse> delete(ResourceCall call) {
        DeleteOptions options = DeleteOptions.of(call.request(), environment.limits());
        Selection selection = Selection.of(call);
        return environment.reader().consistent().thenCompose(snapshot -> {
            Iterable<StoredObject> all =
                    snapshot.list(call.kind().group(), call.kind().plural(), call.namespace(), null);
            boolean isSelectedConverted = Crossing.isNeeded(call.kind()) && !selection.isEverything();
            return isSelectedConverted
                    ? reading.converted(call, all)
                            .thenCompose(objects -> delete(call, options, selection, snapshot, objects))
                    : delete(call, options, selection, snapshot, all);
        });
    }

    private CompletionStage<ApiResponse> delete(
            ResourceCall call,
            DeleteOptions options,
            Selection selection,
            Snapshot snapshot,
            Iterable<StoredObject> objects) {
        Queue<StoredObject> waiting = new ArrayDeque<>();
        for (StoredObject object : objects) {
            if (selection.matches(object.json())) {
                waiting.add(object);
            }
        }
        Run run = new Run(call, options, waiting);
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        int count = Math.min(environment.limits().deletionsInFlight(), waiting.size());
        for (int i = 0; i < count; i++) {
            lanes.add(run.next().toCompletableFuture());
        }
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.list(call, snapshot.revision(), run.deleted(), null, null));
    }

    /** One request's deletions: as many lanes as may be in flight take from one queue. */
    private final class Run {
        private final ResourceCall call;
        private final DeleteOptions options;
        private final Queue<StoredObject> waiting;
        private final List<Versioned> deleted = new ArrayList<>();

        Run(ResourceCall call, DeleteOptions options, Queue<StoredObject> waiting) {
            this.call = call;
            this.options = options;
            this.waiting = waiting;
        }

        CompletionStage<Void> next() {
            StoredObject object = take();
            if (object == null) {
                return CompletableFuture.completedStage(null);
            }
            CompletionStage<Written> deletionOfOne;
            try {
                deletionOfOne = deletion.delete(call, object.key(), options);
            } catch (StatusException refusal) {
                deletionOfOne = CompletableFuture.failedStage(refusal);
            }
            return deletionOfOne
                    .thenAccept(this::note)
                    .exceptionallyCompose(failure -> isNotFound(failure)
                            ? CompletableFuture.completedStage(null)
                            : CompletableFuture.failedStage(failure))
                    // Off this stack where the store answers at once, so that a long queue is no deep recursion.
                    .thenComposeAsync(done -> next(), Trampoline.INSTANCE);
        }

        private synchronized @Nullable StoredObject take() {
            return waiting.poll();
        }

        private synchronized void note(Written written) {
            deleted.add(written.versioned());
        }

        synchronized List<Versioned> deleted() {
            return List.copyOf(deleted);
        }
    }

    private static boolean isNotFound(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof StatusException refusal && refusal.status().code() == 404;
    }
}
