package dev.gyre.it.simulation;

import dev.gyre.events.EventLog;
import dev.gyre.events.memory.InMemoryEventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One process's way to the log. What it appends goes out in order within a partition and is acknowledged later; each
 * partition is read at its own pace, in pieces of any size, of which some come twice. A fuse kills the process between any
 * two appends, which is between any two effects of a relay.
 */
final class SeededLog implements EventLog {

    private final InMemoryEventLog log;
    private final SimulatedProcess process;
    private final Simulation simulation;
    private final Network network;
    private final Faults faults;
    private final BiConsumer<Entry, Long> appended;
    private final Map<Partition, Long> lastAppend = new HashMap<>();
    private final Map<Partition, Long> lastAcknowledgement = new HashMap<>();
    private final List<Membership> memberships = new ArrayList<>();
    private int fuse = Integer.MAX_VALUE;

    /** {@code appended} hears of each record when it stands in the log. */
    SeededLog(
            InMemoryEventLog log,
            SimulatedProcess process,
            Simulation simulation,
            Network network,
            Faults faults,
            BiConsumer<Entry, Long> appended) {
        this.log = log;
        this.process = process;
        this.simulation = simulation;
        this.network = network;
        this.faults = faults;
        this.appended = appended;
    }

    /** The process dies before its append after so many. */
    void killBeforeAppend(int appends) {
        fuse = appends;
    }

    @Override
    public CompletionStage<Void> ensureTopics(List<TopicSpec> topics) {
        return process.ask(() -> log.ensureTopics(topics));
    }

    @Override
    public CompletionStage<Long> append(Entry entry) {
        if (process.isAlive() && fuse-- == 0) {
            faults.hit("killed between two effects");
            process.kill();
        }
        CompletableFuture<Long> answer = new CompletableFuture<>();
        if (!process.isAlive()) {
            return answer;
        }
        long at = Math.max(
                lastAppend.getOrDefault(entry.partition(), 0L),
                simulation.micros() + network.delay().toNanos() / 1000);
        lastAppend.put(entry.partition(), at);
        simulation.scheduleAt(at, () -> process.send(() -> arrived(entry, answer)));
        return answer;
    }

    /** A dead process's records may still be on their way, or may have died with it. */
    private void arrived(Entry entry, CompletableFuture<Long> answer) {
        if (!process.isAlive() && network.chance(50)) {
            faults.hit("records lost with their process");
            return;
        }
        long offset = log.append(entry).toCompletableFuture().join();
        appended.accept(entry, offset);
        if (network.chance(faults.unknownPercent()) && network.chance(10)) {
            faults.hit("acknowledgement lost");
            acknowledge(
                    entry.partition(),
                    network.patience(),
                    () -> answer.completeExceptionally(new IllegalStateException("no acknowledgement came")));
        } else {
            acknowledge(entry.partition(), network.delay(), () -> answer.complete(offset));
        }
    }

    /** In the order of the partition, as a producer hears of its records. */
    private void acknowledge(Partition partition, Duration after, Runnable acknowledgement) {
        long at =
                Math.max(lastAcknowledgement.getOrDefault(partition, 0L), simulation.micros() + after.toNanos() / 1000);
        lastAcknowledgement.put(partition, at);
        simulation.scheduleAt(at, () -> process.run(acknowledgement));
    }

    @Override
    public CompletionStage<Map<Partition, Long>> beginningOffsets(Collection<Partition> partitions) {
        return process.ask(() -> log.beginningOffsets(partitions));
    }

    @Override
    public CompletionStage<Map<Partition, Long>> endOffsets(Collection<Partition> partitions) {
        return process.ask(() -> log.endOffsets(partitions));
    }

    @Override
    public CompletionStage<Map<Partition, Long>> offsetsSince(Collection<Partition> partitions, Instant time) {
        return process.ask(() -> log.offsetsSince(partitions, time));
    }

    @Override
    public CompletionStage<Void> trim(Map<Partition, Long> before) {
        return process.ask(() -> log.trim(before));
    }

    @Override
    public Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed) {
        Delivery delivery = new Delivery(handler, failed);
        from.keySet().stream().sorted(BY_NAME).forEach(partition -> delivery.read(partition, from.get(partition)));
        process.onKill(delivery::close);
        return delivery;
    }

    private static final java.util.Comparator<Partition> BY_NAME =
            java.util.Comparator.comparing(Partition::topic).thenComparing(Partition::number);

    /** One reader: what its partitions bring waits in line, and is handed over one piece at a time. */
    private final class Delivery implements Subscription {
        private final Function<List<StoredEntry>, CompletionStage<Void>> handler;
        private final FailureHandler failed;
        private final Executor line = process.line();
        private final List<Subscription> open = new ArrayList<>();
        private final Deque<List<StoredEntry>> waiting = new ArrayDeque<>();
        private boolean isBusy;
        private boolean isOver;

        Delivery(Function<List<StoredEntry>, CompletionStage<Void>> handler, FailureHandler failed) {
            this.handler = handler;
            this.failed = failed;
        }

        void read(Partition partition, long from) {
            open.add(log.follow(Map.of(partition, from), this::fetched, cause -> line.execute(() -> end(cause))));
        }

        private CompletionStage<Void> fetched(List<StoredEntry> batch) {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            simulation.schedule(network.fetch(), () -> {
                inPieces(batch);
                line.execute(this::pump);
                taken.complete(null);
            });
            return taken;
        }

        private void inPieces(List<StoredEntry> batch) {
            int from = 0;
            while (from < batch.size()) {
                int to = from + 1 + network.pick(batch.size() - from);
                waiting.add(batch.subList(from, to));
                if (network.chance(faults.repeatPercent())) {
                    int again = network.pick(to);
                    faults.hit("records repeated");
                    waiting.add(batch.subList(again, to));
                }
                from = to;
            }
        }

        private void pump() {
            if (isBusy || isOver || waiting.isEmpty()) {
                return;
            }
            isBusy = true;
            CompletionStage<Void> handled;
            try {
                handled = handler.apply(waiting.poll());
            } catch (RuntimeException e) {
                end(e);
                return;
            }
            handled.whenComplete((done, failure) -> {
                isBusy = false;
                if (failure != null) {
                    end(failure);
                } else {
                    line.execute(this::pump);
                }
            });
        }

        private void end(Throwable cause) {
            if (!isOver) {
                close();
                failed.failed(cause);
            }
        }

        @Override
        public void close() {
            isOver = true;
            open.forEach(Subscription::close);
        }
    }

    /** A membership outlives being thrown out of the group: who comes back joins again. */
    private final class Membership implements Subscription {
        private final String group;
        private final String topic;
        private final OwnershipListener listener;
        private Subscription current = () -> {};

        Membership(String group, String topic, OwnershipListener listener) {
            this.group = group;
            this.topic = topic;
            this.listener = listener;
        }

        void join() {
            current = log.own(group, topic, listener);
        }

        @Override
        public void close() {
            current.close();
        }
    }

    @Override
    public Subscription own(String group, String topic, OwnershipListener listener) {
        Executor line = process.line();
        Membership membership = new Membership(group, topic, new OwnershipListener() {
            @Override
            public void gained(Collection<Integer> partitions) {
                simulation.trace(process.name() + " gains " + partitions + " in " + group);
                line.execute(() -> listener.gained(partitions));
            }

            @Override
            public void lost(Collection<Integer> partitions) {
                simulation.trace(process.name() + " loses " + partitions + " in " + group);
                line.execute(() -> listener.lost(partitions));
            }
        });
        membership.join();
        memberships.add(membership);
        process.onKill(() -> simulation.schedule(network.patience(), membership::close));
        return membership;
    }

    /** What the broker does with a member that it has not heard of for too long. */
    void expel() {
        memberships.forEach(Membership::close);
    }

    void rejoin() {
        memberships.forEach(Membership::join);
    }

    @Override
    public void close() {}
}
