package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.resources.ReadOptions.Match;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The verbs {@code get} and {@code list}, on an immutable snapshot as fresh as the request asks for. */
final class Reading {

    private final ResourceReader reader;
    private final Crossing crossing;
    private final Answers answers;

    Reading(ResourceReader reader, Crossing crossing, Answers answers) {
        this.reader = reader;
        this.crossing = crossing;
        this.answers = answers;
    }

    CompletionStage<ApiResponse> get(ResourceCall call) {
        return find(call).thenApply(object -> answers.object(call, Versioned.of(object)));
    }

    /** The object that the path names, as fresh as {@code resourceVersion} asks for, in the version of the call. */
    CompletionStage<StoredObject> find(ResourceCall call) {
        ReadOptions options = ReadOptions.of(call.request(), false);
        CompletionStage<StoredObject> found = fresh(options.revision()).thenApply(snapshot -> {
            StoredObject object = snapshot.get(call.key());
            if (object == null) {
                throw Refusal.notFound(call.key(), snapshot.revision());
            }
            return object;
        });
        return Crossing.isNeeded(call.kind()) ? found.thenCompose(object -> crossing.out(call.kind(), object)) : found;
    }

    CompletionStage<ApiResponse> list(ResourceCall call) {
        ReadOptions options = ReadOptions.of(call.request(), false);
        Selection selection = Selection.of(call);
        ContinueToken token = options.continueToken();
        return snapshot(options).thenCompose(snapshot -> {
            Iterable<StoredObject> candidates = candidates(call, snapshot, selection, token);
            if (!Crossing.isNeeded(call.kind())) {
                Page page = Page.of(candidates, selection, options.limit());
                return CompletableFuture.completedStage(answer(call, snapshot, selection, token, page));
            }
            CompletionStage<Page> page = selection.isEverything()
                    ? converted(call, Page.of(candidates, selection, options.limit()))
                    : converted(call, candidates).thenApply(all -> Page.of(all, selection, options.limit()));
            return page.thenApply(found -> answer(call, snapshot, selection, token, found));
        });
    }

    /** What a list shows at a time; whether there is more. */
    private record Page(List<StoredObject> objects, boolean hasMore) {
        static Page of(Iterable<StoredObject> candidates, Selection selection, long limit) {
            List<StoredObject> objects = new ArrayList<>();
            for (StoredObject object : candidates) {
                if (selection.matches(object.json())) {
                    if (limit > 0 && objects.size() == limit) {
                        return new Page(objects, true);
                    }
                    objects.add(object);
                }
            }
            return new Page(objects, false);
        }
    }

    private CompletionStage<Page> converted(ResourceCall call, Page page) {
        return converted(call, page.objects()).thenApply(objects -> new Page(objects, page.hasMore()));
    }

    /** In the version of the call, where a webhook converts. */
    CompletionStage<List<StoredObject>> converted(ResourceCall call, Iterable<StoredObject> objects) {
        List<StoredObject> stored = new ArrayList<>();
        objects.forEach(stored::add);
        return crossing.out(call.kind(), stored);
    }

    private ApiResponse answer(
            ResourceCall call, Snapshot snapshot, Selection selection, @Nullable ContinueToken token, Page page) {
        List<Versioned> items = new ArrayList<>();
        page.objects().forEach(object -> items.add(Versioned.of(object)));
        if (!page.hasMore()) {
            return answers.list(call, snapshot.revision(), items, null, null);
        }
        StoredObject last = page.objects().getLast();
        int served = (token == null ? 0 : token.served()) + items.size();
        String next = new ContinueToken(
                        snapshot.revision(), last.key().namespace(), last.key().name(), served)
                .encode();
        return answers.list(call, snapshot.revision(), items, next, remaining(call, snapshot, selection, served));
    }

    /** How many are left, where that is known without looking at them. */
    private static @Nullable Long remaining(ResourceCall call, Snapshot snapshot, Selection selection, int served) {
        if (!selection.isEverything()) {
            return null;
        }
        ResourceKind kind = call.kind();
        return (long) Math.max(1, snapshot.count(kind.group(), kind.plural(), call.namespace()) - served);
    }

    private static Iterable<StoredObject> candidates(
            ResourceCall call, Snapshot snapshot, Selection selection, @Nullable ContinueToken token) {
        ResourceKind kind = call.kind();
        String name = selection.name();
        if (name != null
                && token == null
                && (!kind.isNamespaced() || !call.namespace().isEmpty())) {
            StoredObject only = snapshot.get(kind.key(call.namespace(), name));
            return only == null ? List.of() : List.of(only);
        }
        ResourceKey after = token == null ? null : token.after(call);
        return snapshot.list(kind.group(), kind.plural(), call.namespace(), after);
    }

    private CompletionStage<Snapshot> snapshot(ReadOptions options) {
        ContinueToken token = options.continueToken();
        if (token != null) {
            return exactly(
                    token.revision(),
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                            + " without the continue parameter.");
        }
        Long revision = options.revision();
        // A page at a given revision is exactly that revision, for its next pages must be.
        boolean isExact = options.match() == Match.EXACT || options.match() == Match.UNSET && options.limit() > 0;
        if (revision != null && revision > 0 && isExact) {
            return exactly(revision, "The resourceVersion for the provided list is too old.");
        }
        return fresh(revision);
    }

    private CompletionStage<Snapshot> exactly(long revision, String refusal) {
        return reader.notOlderThan(revision).thenCompose(newest -> {
            Snapshot snapshot = newest.revision() == revision ? newest : reader.at(revision);
            return snapshot == null
                    ? CompletableFuture.failedStage(Refusal.expired(refusal))
                    : CompletableFuture.completedStage(snapshot);
        });
    }

    /** Consistent where no revision is given, the cache's own for 0, else not older than what is given. */
    CompletionStage<Snapshot> fresh(@Nullable Long revision) {
        if (revision == null) {
            return reader.consistent();
        }
        return revision == 0 ? CompletableFuture.completedStage(reader.latest()) : reader.notOlderThan(revision);
    }
}
