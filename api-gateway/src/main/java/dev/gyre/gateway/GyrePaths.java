package dev.gyre.gateway;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Status;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Gyre's own parts ask beyond the API of Kubernetes, below {@code /gyre/v1}: to take a partition over by raising its
 * epoch, for the store's newest revision, and for the whole cluster at one revision.
 */
final class GyrePaths {

    private static final String PREFIX = "/gyre/v1/";
    private static final String EPOCHS = PREFIX + "epochs/";
    private static final int MAX_WORD_LENGTH = 253;

    private final ResourceStore store;
    private final ResourceReader reader;
    private final ServedKinds kinds;
    private final Executor streams;

    GyrePaths(ResourceStore store, ResourceReader reader, ServedKinds kinds, Executor streams) {
        this.store = store;
        this.reader = reader;
        this.kinds = kinds;
        this.streams = streams;
    }

    /** The answer, or null where the path is none of these. */
    @Nullable
    CompletionStage<ApiResponse> answer(ApiRequest request) {
        String path = request.path();
        boolean isGet = request.method().equals("GET");
        if (path.equals(PREFIX + "revision") && isGet) {
            return store.currentRevision()
                    .thenApply(revision -> json(Json.object().put("revision", revision)));
        }
        if (path.equals(PREFIX + "snapshot") && isGet) {
            return reader.consistent()
                    .thenApply(snapshot -> new ApiResponse.Streaming(
                            200,
                            Map.of(
                                    "content-type",
                                    "application/jsonl",
                                    "gyre-revision",
                                    Long.toString(snapshot.revision())),
                            new SnapshotStream(snapshot, kinds.at(snapshot), streams)));
        }
        if (path.startsWith(EPOCHS) && request.method().equals("POST")) {
            String partition = path.substring(EPOCHS.length());
            String holder = Json.readObject(request.body()).path("holder").asString("");
            if (!isWord(partition) || !isWord(holder)) {
                throw new StatusException(new Status(400, "BadRequest", "a partition and its holder need names", null));
            }
            return store.raiseEpoch(partition, holder)
                    .thenApply(epoch -> json(Json.object().put("epoch", epoch)));
        }
        return null;
    }

    private static boolean isWord(String word) {
        return !word.isEmpty() && word.length() <= MAX_WORD_LENGTH && word.matches("[A-Za-z0-9._:@/-]+");
    }

    private static ApiResponse json(ObjectNode node) {
        return new ApiResponse.Full(200, Map.of("content-type", "application/json"), Json.write(node));
    }
}
