package dev.gyre.gateway.streams;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Shares the room on one wire among all who write to it: whoever finds it full waits until it has room. */
final class Outlet {
    private final Wire wire;
    private final Set<KubeletChannels> waiting = new LinkedHashSet<>();

    Outlet(Wire wire) {
        this.wire = wire;
    }

    /** After something of that source's has been written. */
    void wroteFrom(KubeletChannels source) {
        if (!wire.isFull()) {
            return;
        }
        source.pause();
        boolean isFirst = waiting.isEmpty();
        waiting.add(source);
        if (isFirst) {
            wire.onRoom(this::resumeAll);
        }
    }

    private void resumeAll() {
        List<KubeletChannels> resumed = new ArrayList<>(waiting);
        waiting.clear();
        resumed.forEach(KubeletChannels::resume);
    }
}
