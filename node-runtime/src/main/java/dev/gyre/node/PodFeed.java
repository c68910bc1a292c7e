package dev.gyre.node;

import dev.gyre.schemas.record.PodReference;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** References to changed pods, of all nodes of this process by one consumer. */
public interface PodFeed {

    /**
     * Follows from now on until closed. The stage completes when nothing that is published after it can be missed; pods
     * listed after that, together with the references, are complete. {@code broken} hears when the feed ended by itself.
     */
    CompletionStage<AutoCloseable> follow(Consumer<PodReference> listener, Consumer<Throwable> broken);
}
