package dev.gyre.gateway.resources;

import dev.gyre.gateway.conversion.Conversions;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ConversionWebhook;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way between the store and a request, for kinds that a webhook converts: objects come out in the version that was asked
 * for, whichever they are stored in, and go back in the storage version. All other kinds pass as they are. What has been
 * converted once is kept for others who ask for the same.
 */
final class Crossing {

    /** As JSON; as trees they take several times as much. */
    private static final long KEPT_BYTES = 16 * 1024 * 1024;

    private final Conversions conversions;
    private final ConvertedCache kept = new ConvertedCache(KEPT_BYTES);

    Crossing(Conversions conversions) {
        this.conversions = conversions;
    }

    /**
     * An object on its way into the store.
     *
     * @param stored in the storage version
     * @param answered as it is to be read from there again, in the version in which it was sent
     */
    record Passage(ObjectNode stored, ObjectNode answered) {}

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
        return Conversions.isIn(stored.json(), kind.apiVersion()) ? stored : kept.get(kind, stored);
    }

    private StoredObject keep(ResourceKind kind, StoredObject stored, ObjectNode converted) {
        StoredObject served = new StoredObject(
                stored.key(), converted, stored.createRevision(), stored.modRevision(), stored.provenance());
        kept.put(kind, stored, served);
        return served;
    }

    /**
     * The object of the kind's version as it is to be stored, and as it will be read. A webhook that loses something shows that in
     * the answer to the write, and one that cannot convert back what it converted keeps it from being stored.
     */
    CompletionStage<Passage> in(ResourceKind kind, ObjectNode object) {
        ConversionWebhook webhook = kind.conversionWebhook();
        if (webhook == null || Conversions.isIn(object, webhook.storedAs())) {
            return CompletableFuture.completedStage(new Passage(object, object));
        }
        return conversions
                .convert(kind, List.of(object), webhook.storedAs())
                .thenCompose(stored -> conversions
                        .convert(kind, stored, kind.apiVersion())
                        .thenApply(back -> new Passage(stored.getFirst(), back.getFirst())));
    }

    /** Whether an object is stored in another version than it would be if it were written now. */
    static boolean isOutdated(ResourceKind kind, StoredObject stored) {
        ConversionWebhook webhook = kind.conversionWebhook();
        return webhook != null && !Conversions.isIn(stored.json(), webhook.storedAs());
    }
}
