package dev.gyre.node.metrics;

import dev.gyre.node.runtime.PodIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node and its containers use, as of the latest sample. */
record NodeUsage(String node, @Nullable Sampled machine, List<OfContainer> containers) {

    record OfContainer(PodIdentity pod, String container, Instant startedAt, Sampled usage) {}
}
