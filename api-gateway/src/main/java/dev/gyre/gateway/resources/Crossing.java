package dev.gyre.gateway.resources;

import dev.gyre.gateway.conversion.Conversions;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ConversionWebhook;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way between the store and a request, for kinds that a webhook converts: objects come out in the version that was asked
 * for, whichever they are stored in, and go back in the storage version. All other kinds pass as they are. What has been
 * converted once is kept for others who ask for the same, in a table of a fixed size.
 */
final class Crossing {

    private static final int SLOTS = 1 << 11;

    private final Conversions conversions;
    private final AtomicReferenceArray<Kept> slots = new AtomicReferenceArray<>(SLOTS);

    Crossing(Conversions conversions) {
        this.conversions = conversions;
    }

    /** {@code kind} is a definition at one revision, in one version. */
    private record Kept(ResourceKind kind, StoredObject stored, StoredObject served) {}

    static boolean isNeeded(ResourceKind kind) {
        return kind.conversionWebhook() != null;
    }

    /** The object as it is in the kind's version. */
    CompletionStage<StoredObject> out(ResourceKind kind, StoredObject stored) {
        return isNeeded(kind)
                ? out(kind, List.of(stored)).thenApply(List::getFirst)
                : CompletableFuture.completedStage(stored);
    }

    CompletionStage<List<StoredObject>> out(ResourceKind kind, List<StoredObject> stored) {
        List<StoredObject> served = new ArrayList<>(stored);
        List<Integer> asked = new ArrayList<>();
        for (int i = 0; isNeeded(kind) && i < stored.size(); i++) {
            StoredObject known = known(kind, stored.get(i));
            if (known == null) {
                asked.add(i);
            } else {
                served.set(i, known);
            }
        }
        if (asked.isEmpty()) {
            return CompletableFuture.completedStage(served);
        }
        List<ObjectNode> objects = asked.stream().map(i -> stored.get(i).json()).toList();
        return conversions.convert(kind, objects, kind.apiVersion()).thenApply(converted -> {
            for (int i = 0; i < asked.size(); i++) {
                StoredObject object = stored.get(asked.get(i));
                served.set(asked.get(i), keep(kind, object, converted.get(i)));
            }
            return served;
        });
    }

    private @Nullable StoredObject known(ResourceKind kind, StoredObject stored) {
        if (Conversions.isIn(stored.json(), kind.apiVersion())) {
            return stored;
        }
        Kept kept = slots.get(slot(kind, stored));
        return kept != null && kept.kind() == kind && kept.stored().json() == stored.json() ? kept.served() : null;
    }

    private StoredObject keep(ResourceKind kind, StoredObject stored, ObjectNode converted) {
        StoredObject served = new StoredObject(
                stored.key(), converted, stored.createRevision(), stored.modRevision(), stored.provenance());
        slots.set(slot(kind, stored), new Kept(kind, stored, served));
        return served;
    }

    private static int slot(ResourceKind kind, StoredObject stored) {
        return (int) (stored.modRevision() * 31 + kind.apiVersion().hashCode()) & (SLOTS - 1);
    }

    /** The object of the kind's version as it is to be stored. */
    CompletionStage<ObjectNode> in(ResourceKind kind, ObjectNode object) {
        ConversionWebhook webhook = kind.conversionWebhook();
        return webhook == null || Conversions.isIn(object, webhook.storedAs())
                ? CompletableFuture.completedStage(object)
                : conversions.convert(kind, List.of(object), webhook.storedAs()).thenApply(List::getFirst);
    }

    /** Whether an object is stored in another version than it would be if it were written now. */
    static boolean isOutdated(ResourceKind kind, StoredObject stored) {
        ConversionWebhook webhook = kind.conversionWebhook();
        return webhook != null && !Conversions.isIn(stored.json(), webhook.storedAs());
    }
}
