package dev.gyre.node.simulated;

import dev.gyre.node.lifecycle.PullPolicy;
import dev.gyre.node.lifecycle.Signal.Life;
import dev.gyre.node.lifecycle.Termination;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.runtime.ContainerSpec;
import dev.gyre.node.runtime.ContainerStreams;
import dev.gyre.node.runtime.MachineInfo;
import dev.gyre.node.runtime.PodIdentity;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.node.runtime.SandboxSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A runtime whose containers are entries of a map. They run until they are stopped or {@link #exit} says so. Every answer
 * takes as long as {@link Delays} says, by the timer that was handed in; with none at all, answers come at once and on the
 * caller's thread, so the same calls on the same clock give the same run.
 */
public final class SimulatedRuntime implements ContainerRuntime {
    private final InstantSource clock;
    private final Timer timer;
    private final Delays delays;
    private final MachineInfo machine;
    private final Map<String, SimulatedContainer> byId = new HashMap<>();
    private final Map<String, String> idByName = new HashMap<>();
    private final Map<String, Set<SimulatedContainer>> byNode = new HashMap<>();
    private final List<Consumer<PodObservation>> listeners = new CopyOnWriteArrayList<>();
    private final SimulatedExec exec = new SimulatedExec(this);
    private int sandboxes;
    private long created;

    /** Runs something later; the simulation owns no thread. */
    public interface Timer {
        void after(Duration delay, Runnable task);
    }

    /** How long the simulated work takes. */
    public record Delays(Duration sandbox, Duration pull, Duration create, Duration start, Duration stop) {
        public static final Delays NONE =
                new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    public SimulatedRuntime(InstantSource clock, Timer timer, Delays delays, MachineInfo machine) {
        this.clock = clock;
        this.timer = timer;
        this.delays = delays;
        this.machine = machine;
    }

    /** A machine of ordinary size. */
    public static MachineInfo ordinaryMachine() {
        long gibibyte = 1L << 30;
        return new MachineInfo(
                16, 64 * gibibyte, 200 * gibibyte, "", "", "simulated", "Simulated", "amd64", "simulated://1.0.0");
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public CompletionStage<MachineInfo> machine() {
        return CompletableFuture.completedFuture(machine);
    }

    @Override
    public CompletionStage<StartedSandbox> startSandbox(SandboxSpec spec) {
        return after(delays.sandbox(), () -> {
            SimulatedContainer sandbox = put(spec.pod(), "POD", true, spec.attempt(), "", "", address(spec));
            sandbox.startUnlessRunning(clock.instant());
            return new StartedSandbox(sandbox.id(), sandbox.ip());
        });
    }

    /** 10.0.0.1 and on; unique within this runtime until sixteen million sandboxes have been. */
    private String address(SandboxSpec spec) {
        if (spec.hasHostNetwork()) {
            return "";
        }
        int number = ++sandboxes & 0xffffff;
        return "10." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }

    @Override
    public CompletionStage<ResolvedImage> resolveImage(String image, PullPolicy policy, Runnable onPull) {
        if (policy == PullPolicy.ALWAYS) {
            onPull.run();
        }
        return after(delays.pull(), () -> {
            if (image.startsWith("missing")) {
                throw new RuntimeRefusal("ErrImagePull", "Failed to pull image \"" + image + "\": not found");
            }
            return new ResolvedImage("sha256:" + Integer.toHexString(image.hashCode()), policy == PullPolicy.ALWAYS);
        });
    }

    /** Simulated images run as root. */
    @Override
    public CompletionStage<String> imageUser(String imageId) {
        return CompletableFuture.completedFuture("");
    }

    @Override
    public SimulatedExec exec() {
        return exec;
    }

    /** Whether a process of it runs, as far as that can be said of a simulated one. */
    synchronized boolean isRunning(String id) {
        SimulatedContainer container = byId.get(id);
        return container != null && container.life() instanceof Life.Running;
    }

    @Override
    public CompletionStage<String> createContainer(ContainerSpec spec) {
        return after(
                delays.create(),
                () -> put(spec.pod(), spec.name(), false, spec.attempt(), spec.hash(), spec.image(), "")
                        .id());
    }

    /** The one of this name, if there is one already: names are given once. */
    private SimulatedContainer put(
            PodIdentity pod, String name, boolean isSandbox, int attempt, String hash, String image, String ip) {
        String unique = pod.uid() + "/" + name + "/" + attempt;
        String existing = idByName.get(unique);
        if (existing != null) {
            return find(existing);
        }
        String id = Integer.toHexString(unique.hashCode()) + "-" + ++created;
        SimulatedContainer container =
                new SimulatedContainer(id, unique, pod, name, isSandbox, attempt, hash, image, ip);
        byId.put(id, container);
        idByName.put(unique, id);
        byNode.computeIfAbsent(pod.node(), node -> new LinkedHashSet<>()).add(container);
        return container;
    }

    private SimulatedContainer find(String id) {
        SimulatedContainer container = byId.get(id);
        if (container == null) {
            throw new RuntimeRefusal("Simulated", "no such container: " + id);
        }
        return container;
    }

    @Override
    public CompletionStage<Instant> startContainer(String id) {
        return after(delays.start(), () -> find(id).startUnlessRunning(clock.instant()));
    }

    @Override
    public CompletionStage<Void> resizeContainer(String id, ContainerSpec.Limits limits) {
        return after(Duration.ZERO, () -> {
            if (!isRunning(id)) {
                throw new RuntimeRefusal("ResizeContainerError", "container " + id + " is not running");
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> stopContainer(String id, long graceSeconds) {
        return after(delays.stop(), () -> {
            if (byId.containsKey(id)) {
                exit(id, 0, false);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> remove(String id) {
        return after(Duration.ZERO, () -> {
            SimulatedContainer removed = byId.remove(id);
            if (removed != null) {
                idByName.remove(removed.uniqueName());
                byNode.getOrDefault(removed.pod().node(), new LinkedHashSet<>()).remove(removed);
            }
            return null;
        });
    }

    /** Ends a container's process: what a crash, the out-of-memory killer or somebody's {@code docker kill} does. */
    public void exit(String id, int exitCode, boolean isOomKilled) {
        PodObservation observation;
        synchronized (this) {
            SimulatedContainer container = find(id);
            if (!(container.life() instanceof Life.Running running)) {
                return;
            }
            container.end(Termination.of(id, exitCode, isOomKilled, "", running.startedAt(), clock.instant()));
            observation = container.observation();
        }
        listeners.forEach(listener -> listener.accept(observation));
    }

    @Override
    public synchronized CompletionStage<List<PodObservation>> list(String nodeName) {
        List<PodObservation> all = new ArrayList<>();
        byNode.getOrDefault(nodeName, Set.of()).forEach(container -> all.add(container.observation()));
        return CompletableFuture.completedFuture(all);
    }

    @Override
    public AutoCloseable watch(Consumer<PodObservation> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public AutoCloseable logs(String id, LogQuery query, LogSink sink) {
        sink.accept("a simulated container writes nothing\n".getBytes(StandardCharsets.UTF_8));
        sink.end();
        return () -> {};
    }

    @Override
    public ContainerStreams streams() {
        return new SimulatedStreams(this::requireRunning);
    }

    private synchronized void requireRunning(String id) {
        if (!(find(id).life() instanceof Life.Running)) {
            throw new RuntimeRefusal("Simulated", "container " + id + " is not running");
        }
    }

    private <T> CompletionStage<T> after(Duration delay, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (delay.isZero()) {
            complete(result, work);
        } else {
            timer.after(delay, () -> complete(result, work));
        }
        return result;
    }

    private <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
        T value;
        try {
            synchronized (this) {
                value = work.get();
            }
        } catch (RuntimeRefusal e) {
            result.completeExceptionally(e);
            return;
        }
        result.complete(value);
    }

    @Override
    public void close() {}
}
