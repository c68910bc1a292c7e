package dev.gyre.gateway.resources;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What of a namespace is not on the log, such as Leases. Who empties namespaces reads the log and cannot see it, so that the gateway
 * removes it when told that all else has gone; nothing new comes into a namespace that is being deleted.
 */
final class UnloggedContent {

    /** Its holders may still renew a Lease: that often it is looked at anew. */
    private static final int ATTEMPTS = 20;

    private final Environment environment;

    UnloggedContent(Environment environment) {
        this.environment = environment;
    }

    CompletionStage<Void> remove(String namespace, WriteOptions options) {
        return remove(namespace, options, ATTEMPTS);
    }

    private CompletionStage<Void> remove(String namespace, WriteOptions options, int attempts) {
        return environment.reader().consistent().thenCompose(snapshot -> {
            List<StoredObject> content = content(snapshot, namespace);
            if (content.isEmpty()) {
                return CompletableFuture.completedStage(null);
            }
            if (attempts == 0) {
                throw Refusal.modified(
                        content.getFirst().key(), content.getFirst().modRevision());
            }
            CompletableFuture<?>[] removals = content.stream()
                    .map(object -> remove(object, options).toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            return CompletableFuture.allOf(removals)
                    .thenComposeAsync(done -> remove(namespace, options, attempts - 1), Trampoline.INSTANCE);
        });
    }

    private CompletionStage<WriteResult> remove(StoredObject object, WriteOptions options) {
        return environment.write(new Write.Remove(object.key(), object.modRevision(), options.provenance(), List.of()));
    }

    private List<StoredObject> content(Snapshot snapshot, String namespace) {
        List<StoredObject> content = new ArrayList<>();
        for (ResourceKind kind : environment.kinds().all()) {
            if (kind.isNamespaced() && !kind.isPublished()) {
                snapshot.list(kind.group(), kind.plural(), namespace, null).forEach(content::add);
            }
        }
        return content;
    }
}
