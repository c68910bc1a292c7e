package dev.gyre.node.proxy;

import java.util.ArrayList;
import java.util.List;

/** Takes scripts and keeps them; can be told to fail. */
final class RecordingFilter implements PacketFilter {

    private final List<String> scripts = new ArrayList<>();
    private int failures;
    private boolean isThere;

    @Override
    public synchronized void apply(String script) throws PacketFilterException {
        if (failures > 0) {
            failures--;
            throw new PacketFilterException("no such thing");
        }
        scripts.add(script);
        isThere = true;
    }

    @Override
    public synchronized boolean has(String table, String map) {
        return isThere;
    }

    synchronized void fail(int times) {
        failures = times;
    }

    synchronized List<String> scripts() {
        return List.copyOf(scripts);
    }

    synchronized String last() {
        return scripts.isEmpty() ? "" : scripts.getLast();
    }
}
