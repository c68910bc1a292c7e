package dev.gyre.gateway.rules;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What a kind may look at while it admits a new object: the rest of the cluster, and time. What is found in memory is found
 * at once; what is not is looked up again in a consistent snapshot before anything is refused.
 */
public interface Admission {

    /** The object that comes in; its name is empty where it is still to be generated. */
    ResourceKey key();

    Snapshot latest();

    CompletionStage<Snapshot> consistent();

    /** Completes when the time is over. */
    CompletionStage<Void> after(Duration delay);

    /** What is put behind a prefix to make a name of it. */
    String newSuffix();

    /** The refusal, in the words of the API. */
    StatusException forbidden(String why);
}
