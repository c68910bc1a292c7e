package dev.gyre.node.simulated;

import dev.gyre.node.probe.ProbeAnswer;
import dev.gyre.node.probe.ProbeAnswer.Kind;
import dev.gyre.node.probe.ProbeTarget;
import dev.gyre.node.probe.Prober;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Asks simulated containers: they say yes as long as they run, or what they were told to say. */
public final class SimulatedProber implements Prober {
    private final SimulatedRuntime runtime;
    private final Map<String, ProbeAnswer> told = new ConcurrentHashMap<>();

    public SimulatedProber(SimulatedRuntime runtime) {
        this.runtime = runtime;
    }

    /** From now on this container answers so. */
    public void tell(String containerId, ProbeAnswer answer) {
        told.put(containerId, answer);
    }

    @Override
    public CompletionStage<ProbeAnswer> ask(ProbeTarget target, Duration timeout) {
        return CompletableFuture.completedFuture(
                runtime.isRunning(target.containerId())
                        ? told.getOrDefault(target.containerId(), ProbeAnswer.YES)
                        : new ProbeAnswer(Kind.SILENCE, "container " + target.containerId() + " is not running"));
    }
}
