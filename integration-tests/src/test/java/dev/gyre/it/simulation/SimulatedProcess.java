package dev.gyre.it.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Something that can be paused and killed as a whole, as the operating system does it. All that is to run in it comes
 * through {@link #run}: in a paused process it waits, in its order, and goes on with whatever the process believed when it
 * was stopped; in a dead one it is lost. What has left a process is out of its reach.
 */
final class SimulatedProcess {

    private final Simulation simulation;
    private final Network network;
    private final String name;
    private final Deque<Runnable> frozen = new ArrayDeque<>();
    private final List<Runnable> outbox = new ArrayList<>();
    private final List<Runnable> whenKilled = new ArrayList<>();
    private boolean isAlive = true;
    private boolean isPaused;
    private boolean isThawing;

    SimulatedProcess(Simulation simulation, Network network, String name) {
        this.simulation = simulation;
        this.network = network;
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return isAlive;
    }

    boolean isPaused() {
        return isPaused;
    }

    void run(Runnable task) {
        if (!isAlive) {
            return;
        }
        if (isPaused || isThawing) {
            frozen.add(task);
        } else {
            task.run();
        }
    }

    void pause() {
        simulation.trace("pause " + name);
        isPaused = true;
    }

    /** What was to be sent goes out; then what waited runs in its order, before anything that comes later. */
    void resume() {
        isPaused = false;
        simulation.trace("resume " + name + " with " + frozen.size() + " waiting and " + outbox.size() + " to be sent");
        List<Runnable> held = List.copyOf(outbox);
        outbox.clear();
        held.forEach(Runnable::run);
        if (!isThawing) {
            isThawing = true;
            thaw();
        }
    }

    private void thaw() {
        if (isPaused || frozen.isEmpty()) {
            isThawing = false;
            return;
        }
        Runnable next = frozen.poll();
        simulation.schedule(network.turn(), () -> {
            if (isPaused) {
                frozen.addFirst(next);
            } else if (isAlive) {
                next.run();
            }
            thaw();
        });
    }

    /** What leaves the process at this moment; a paused one keeps it, and sends it when it goes on. */
    void send(Runnable message) {
        if (isPaused && isAlive) {
            outbox.add(message);
        } else {
            message.run();
        }
    }

    void kill() {
        if (isAlive) {
            simulation.trace("kill " + name);
            isAlive = false;
            frozen.clear();
            outbox.clear();
            whenKilled.forEach(Runnable::run);
        }
    }

    /** For what the outside sees of a death: closed connections. */
    void onKill(Runnable task) {
        whenKilled.add(task);
    }

    void after(Duration delay, Runnable task) {
        if (isAlive) {
            simulation.schedule(delay, () -> run(task));
        }
    }

    /** Runs one task at a time, in order, each a little later. */
    Executor line() {
        return new Executor() {
            private long last;

            @Override
            public void execute(Runnable task) {
                last = Math.max(last, simulation.micros() + network.turn().toNanos() / 1000);
                simulation.scheduleAt(last, () -> run(task));
            }
        };
    }

    /** A request to another process, whose answer takes its time too. Who is dead asks nothing. */
    <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> request) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (isAlive) {
            simulation.schedule(network.delay(), () -> send(() -> answerTo(answer, request)));
        }
        return answer;
    }

    private <T> void answerTo(CompletableFuture<T> answer, Supplier<CompletionStage<T>> request) {
        request.get()
                .whenComplete((value, failure) -> simulation.schedule(
                        network.delay(),
                        () -> run(() -> {
                            if (failure == null) {
                                answer.complete(value);
                            } else {
                                answer.completeExceptionally(failure);
                            }
                        })));
    }
}
