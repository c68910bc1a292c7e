package dev.gyre.gateway.streams;

/** Stops a source while anybody who takes from it is full. On one event loop. */
final class Brake {
    private final Runnable pause;
    private final Runnable resume;
    private int holders;

    Brake(Runnable pause, Runnable resume) {
        this.pause = pause;
        this.resume = resume;
    }

    void hold() {
        holders++;
        if (holders == 1) {
            pause.run();
        }
    }

    void release() {
        holders--;
        if (holders == 0) {
            resume.run();
        }
    }
}
