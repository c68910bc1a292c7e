package dev.gyre.events.relay;

/**
 * Which log belongs to this store; kept in the store under {@code meta/log} and carried by every progress record, so that a
 * relay never continues another cluster's topics.
 *
 * @param partitionCount of {@code gyre.changes}
 */
public record LogIdentity(String clusterId, long generation, int partitionCount) {}
