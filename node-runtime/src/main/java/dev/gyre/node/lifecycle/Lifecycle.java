package dev.gyre.node.lifecycle;

import java.time.Instant;

/** Edge-triggered and pure: one thing with a life of its own. The same state, signal and time give the same step. */
public interface Lifecycle<S, T> {
    Step<S> on(S state, T signal, Instant now);
}
