package dev.gyre.node.lifecycle;

import dev.gyre.node.lifecycle.PodState.Absent;
import dev.gyre.node.lifecycle.PodState.Active;
import dev.gyre.node.lifecycle.PodState.Finished;
import dev.gyre.node.lifecycle.PodState.Gone;
import dev.gyre.node.lifecycle.PodState.Observing;
import dev.gyre.node.lifecycle.PodState.Preparing;
import dev.gyre.node.lifecycle.PodState.Removing;
import dev.gyre.node.lifecycle.PodState.Stopping;

/** The same state with other facts. */
final class States {
    private States() {}

    static PodState with(PodState state, PodFacts facts) {
        return switch (state) {
            case Absent a -> a;
            case Observing o -> new Observing(facts);
            case Preparing p -> new Preparing(facts, p.volumes(), p.backOff(), p.trouble());
            case Active a -> new Active(facts);
            case Stopping s -> new Stopping(facts, s.purpose(), s.graceSeconds());
            case Finished f -> new Finished(facts, f.purpose());
            case Removing r -> new Removing(facts, r.purpose(), r.awaited());
            case Gone g -> g;
        };
    }
}
