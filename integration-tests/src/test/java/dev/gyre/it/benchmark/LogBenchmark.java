package dev.gyre.it.benchmark;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.events.kafka.EmbeddedBroker;
import dev.gyre.events.kafka.KafkaConnection;
import dev.gyre.events.kafka.KafkaEventLog;
import dev.gyre.events.record.Progress;
import dev.gyre.events.record.Progress.Mark;
import dev.gyre.events.record.RecordWriter;
import dev.gyre.events.record.Stamp;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.Position;
import dev.gyre.schemas.record.ResourceEvent;
import dev.gyre.schemas.record.ResourceEvent.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A long log to ask: {@code DIRECTORY RECORDS} starts a broker there, writes what a relay would of 5,000 pods that change
 * again and again, says which revision was when, and stays until it is killed. Then {@code time ./gyre events --data DIRECTORY
 * --kafka-config DIRECTORY/kafka.properties --since ...} and the other questions are the measurement. With a third argument the
 * first so many records are deleted from the log again, as retention does.
 */
public final class LogBenchmark {

    private static final int PODS = 5_000;
    private static final int IN_FLIGHT = 1_000;

    private final EventLog log;
    private final RecordWriter writer = new RecordWriter(KubernetesKinds.registry(), "benchmark");
    private final Map<Partition, Mark> marks = new HashMap<>();
    private final List<CompletableFuture<Long>> inFlight = new ArrayList<>();
    private final Map<Partition, Long> appended = new HashMap<>();

    private LogBenchmark(EventLog log) {
        this.log = log;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, null);
        Files.writeString(
                directory.resolve("kafka.properties"), KafkaConnection.librdkafkaFile(broker.bootstrapServers(), null));
        try (EventLog log = new KafkaEventLog(broker.connection())) {
            log.ensureTopics(Topics.STANDARD.specs()).toCompletableFuture().join();
            LogBenchmark benchmark = new LogBenchmark(log);
            benchmark.write(Integer.parseInt(arguments[1]), arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0);
        }
        System.out.println("ready; process " + ProcessHandle.current().pid());
        Thread.currentThread().join();
    }

    private void write(int records, int trimmed) {
        Map<Partition, Long> before = Map.of();
        for (int revision = 1; revision <= records; revision++) {
            write(revision);
            if (revision % (records / 10) == 0) {
                progress(revision);
                System.out.println("revision " + revision + " at " + Instant.now());
            }
            if (revision == trimmed) {
                before = Map.copyOf(appended);
            }
        }
        log.trim(before).toCompletableFuture().join();
    }

    private void write(int revision) {
        Resource pod = SamplePods.pod(revision % PODS, revision);
        Partition partition = Topics.STANDARD.changesPartition(pod.key());
        Position position = new Position(revision, 0);
        Mark before = marks.get(partition);
        Stamp stamp = new Stamp(1, 1, position, before == null ? Position.START : before.position(), Instant.now());
        Type type = revision <= PODS ? Type.ADDED : Type.MODIFIED;
        Entry entry = writer.change(
                partition,
                stamp,
                revision - 1,
                new ResourceEvent(
                        type, pod, new Provenance("system:node:node-1", "request-" + revision, "", stamp.time())));
        inFlight.add(log.append(entry).toCompletableFuture());
        long offset = appended.merge(partition, 1L, Long::sum) - 1;
        marks.put(partition, new Mark(position, offset, 1));
        if (inFlight.size() == IN_FLIGHT) {
            settle();
        }
    }

    private void settle() {
        inFlight.forEach(CompletableFuture::join);
        inFlight.clear();
    }

    private void progress(int revision) {
        settle();
        Progress progress = new Progress("benchmark", 1, 32, 1, revision, 0, 0, Instant.now(), Map.copyOf(marks));
        log.append(writer.progress(progress)).toCompletableFuture().join();
    }
}
