package dev.gyre.node;

import dev.gyre.schemas.Resource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The Services that a pod may be told of. */
@FunctionalInterface
public interface ServiceDirectory {

    /** Nobody asks what containers that do not exist are told. */
    ServiceDirectory NONE = namespace -> CompletableFuture.completedFuture(List.of());

    /** Those of this namespace and of {@code default}, as soon as any are known; fails where that takes too long. */
    CompletionStage<List<Resource>> of(String namespace);
}
