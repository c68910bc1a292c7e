package dev.gyre.it.simulation;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The three faults, and what else processes suffer: a relay is killed between any two effects, or stopped until another has
 * been elected and then let go on; an owner of partitions is stopped while another takes over, and comes back with its old
 * view; planes and kubelets die. One of each kind at a time, so that the cluster can still be expected to work. (Records
 * that come late or twice, and answers that do not come, are the network's.)
 */
final class Chaos {

    private final Cluster cluster;
    private final RandomGenerator random;
    private final Slot<SimulatedRelay>[] relays;
    private final Slot<SimulatedPlane>[] planes;
    private final Slot<SimulatedNodes> nodes;
    private boolean isOn;
    private boolean isPlaneDown;
    private int lives;

    /** Where a process lives, and the next one after it. */
    private static final class Slot<T> {
        final Supplier<T> maker;
        T current;

        Slot(Supplier<T> maker) {
            this.maker = maker;
            this.current = maker.get();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    Chaos(Cluster cluster, Supplier<SimulatedNodes> nodes) {
        this.cluster = cluster;
        this.random = cluster.simulation.split();
        this.relays = new Slot[] {relay("a"), relay("b")};
        this.planes = new Slot[] {plane("a"), plane("b")};
        this.nodes = new Slot<>(nodes);
    }

    private Slot<SimulatedRelay> relay(String name) {
        return new Slot<>(() -> new SimulatedRelay(cluster, "relay-" + name + ++lives));
    }

    private Slot<SimulatedPlane> plane(String name) {
        SimulatedView.Disk disk = new SimulatedView.Disk();
        return new Slot<>(() -> new SimulatedPlane(cluster, "plane-" + name + ++lives, disk));
    }

    void begin() {
        isOn = true;
        next();
    }

    private void next() {
        if (!isOn) {
            return;
        }
        after(random.nextInt(300, 6_000), () -> {
            if (isOn) {
                strike();
                next();
            }
        });
    }

    private void strike() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> killRelay();
            case 3, 4 -> stopRelay();
            case 5, 6, 7 -> stopOwner();
            case 8 -> killPlane();
            default -> killNodes();
        }
    }

    private void killRelay() {
        Slot<SimulatedRelay> slot = activeRelay();
        SimulatedRelay victim = slot.current;
        if (victim.process.isAlive() && !victim.process.isPaused()) {
            victim.log.killBeforeAppend(random.nextInt(40));
            victim.process.onKill(() -> after(random.nextInt(100, 6_000), () -> slot.current = slot.maker.get()));
            cluster.faults.hit("relay killed");
        }
    }

    private Slot<SimulatedRelay> activeRelay() {
        return relays[1].current.isActive() ? relays[1] : relays[0];
    }

    private void stopRelay() {
        SimulatedRelay victim = activeRelay().current;
        if (victim.process.isAlive() && !victim.process.isPaused()) {
            cluster.faults.hit("relay stopped");
            stop(victim.process, random.nextInt(3_000, 12_000), () -> {});
        }
    }

    private void stopOwner() {
        SimulatedPlane victim = planes[random.nextInt(planes.length)].current;
        if (isPlaneDown || !victim.process.isAlive()) {
            return;
        }
        isPlaneDown = true;
        int millis = random.nextInt(500, 18_000);
        cluster.faults.hit("owner paused");
        if (millis > 3_000) {
            after(random.nextInt(1_000, 3_000), () -> {
                cluster.faults.hit("partitions taken over from a paused owner");
                victim.log.expel();
            });
            stop(victim.process, millis, () -> {
                isPlaneDown = false;
                victim.log.rejoin();
            });
        } else {
            stop(victim.process, millis, () -> isPlaneDown = false);
        }
    }

    private void killPlane() {
        Slot<SimulatedPlane> slot = planes[random.nextInt(planes.length)];
        if (!isPlaneDown) {
            isPlaneDown = true;
            cluster.faults.hit("plane killed");
            slot.current.process.kill();
            after(random.nextInt(200, 8_000), () -> {
                slot.current = slot.maker.get();
                isPlaneDown = false;
            });
        }
    }

    private void killNodes() {
        SimulatedNodes victim = nodes.current;
        if (victim.process.isAlive()) {
            cluster.faults.hit("kubelets killed");
            victim.process.kill();
            after(random.nextInt(100, 6_000), () -> nodes.current = nodes.maker.get());
        }
    }

    private void stop(SimulatedProcess process, int millis, Runnable back) {
        process.pause();
        after(millis, () -> {
            process.resume();
            back.run();
        });
    }

    private void after(int millis, Runnable task) {
        cluster.simulation.schedule(Duration.ofMillis(millis), task);
    }

    /** No new faults; those that are on end by themselves within their time. */
    void end() {
        isOn = false;
        for (Slot<SimulatedRelay> slot : relays) {
            slot.current.log.killBeforeAppend(Integer.MAX_VALUE);
        }
    }

    /** Nobody has anything under way. */
    boolean isIdle() {
        return planes[0].current.isIdle() && planes[1].current.isIdle();
    }

    long commands() {
        return planes[0].current.commands() + planes[1].current.commands();
    }

    SimulatedPlane[] planes() {
        return new SimulatedPlane[] {planes[0].current, planes[1].current};
    }
}
