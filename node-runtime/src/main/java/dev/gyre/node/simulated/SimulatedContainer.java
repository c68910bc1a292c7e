package dev.gyre.node.simulated;

import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Signal.Observation;
import dev.gyre.node.lifecycle.Termination;
import dev.gyre.node.runtime.ContainerRuntime.PodObservation;
import dev.gyre.node.runtime.PodIdentity;
import java.time.Instant;

/** One container that does not exist. Guarded by its runtime's lock. */
final class SimulatedContainer {
    private final String id;
    private final String uniqueName;
    private final PodIdentity pod;
    private final String name;
    private final boolean isSandbox;
    private final int attempt;
    private final String hash;
    private final String image;
    private final String ip;
    private Life life = new Life.Created();

    SimulatedContainer(
            String id,
            String uniqueName,
            PodIdentity pod,
            String name,
            boolean isSandbox,
            int attempt,
            String hash,
            String image,
            String ip) {
        this.id = id;
        this.uniqueName = uniqueName;
        this.pod = pod;
        this.name = name;
        this.isSandbox = isSandbox;
        this.attempt = attempt;
        this.hash = hash;
        this.image = image;
        this.ip = ip;
    }

    Instant startUnlessRunning(Instant now) {
        if (life instanceof Life.Running running) {
            return running.startedAt();
        }
        life = new Life.Running(now, ip);
        return now;
    }

    void end(Termination how) {
        life = new Life.Dead(how);
    }

    PodObservation observation() {
        return new PodObservation(pod, new Observation(id, name, isSandbox, attempt, hash, image, life));
    }

    String id() {
        return id;
    }

    String uniqueName() {
        return uniqueName;
    }

    PodIdentity pod() {
        return pod;
    }

    String ip() {
        return ip;
    }

    Life life() {
        return life;
    }
}
