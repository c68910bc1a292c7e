package dev.gyre.node.proxy;

/**
 * What is so on this host.
 *
 * @param podBridge the interface behind which this host's pods are; they answer through the host, whoever asked
 * @param isBridgeFiltered whether what pods send each other passes the host's rules. Where it does not, answers between pods
 *     have to be led through the host
 */
public record HostFacts(String podBridge, boolean isBridgeFiltered) {}
