package dev.gyre.node.probe;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks a running container one question. Never fails: that nothing answered is an answer, too. */
public interface Prober {

    /** Answers within the timeout, or little later. */
    CompletionStage<ProbeAnswer> ask(ProbeTarget target, Duration timeout);
}
