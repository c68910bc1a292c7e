package dev.gyre.actors.view;

import java.time.Duration;

/**
 * When a view is to be kept: at first, and then whenever so much of it has changed that reading the log from where it was kept
 * would begin to take as long as it saves. So what it costs is in proportion to what happens.
 */
final class ViewKeeping {

    /** Between one and the next, at least. */
    static final Duration PAUSE = Duration.ofSeconds(20);

    private static final int FEWEST_CHANGES = 1_000;
    private static final int OBJECTS_A_CHANGE = 32;

    private long changes = Long.MAX_VALUE;
    private boolean mayBegin = true;

    /** Of what happened before it was kept, nothing counts. */
    void restored() {
        changes = 0;
    }

    void changed(int more) {
        changes = changes > Long.MAX_VALUE - more ? changes : changes + more;
    }

    boolean isDue(int objects) {
        return mayBegin && changes >= Math.max(FEWEST_CHANGES, objects / OBJECTS_A_CHANGE);
    }

    void begun() {
        changes = 0;
        mayBegin = false;
    }

    void mayBegin() {
        mayBegin = true;
    }
}
