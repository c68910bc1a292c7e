package dev.gyre.node.proxy;

/** What filters and translates this host's packets. The second implementation is in memory. */
public interface PacketFilter {

    /** Carries a script out, whole or not at all. */
    void apply(String script) throws PacketFilterException;

    /** Whether a table with this map is there. Asked every few seconds: the map should be a small one. */
    boolean has(String table, String map) throws PacketFilterException;
}
