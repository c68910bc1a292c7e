package dev.gyre.events.telemetry;

import dev.gyre.events.EventLog;
import dev.gyre.events.ForwardingEventLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The log as one consumer reads it, whose lag is measured: what it has handled, against where the log ends. A reader that broke is
 * measured on, until another takes its place or it is closed: nobody is reading then, and the lag says so.
 */
public final class MeasuredLog extends ForwardingEventLog {

    private static final Gauges LAG_RECORDS = Gauges.named(
            "gyre_consumer_lag_records", "Records on the log that the consumer has not handled.", "role", "consumer");
    private static final Gauges LAG_SECONDS = Gauges.named(
            "gyre_consumer_lag_seconds",
            "How long the consumer has been behind the log's end, seen once a tick; 0 at the end.",
            "role",
            "consumer");
    private static final Counters RECORDS =
            Counters.named("gyre_consumer_records_total", "Records that the consumer has handled.", "role", "consumer");

    private final String role;
    private final String consumer;
    private final InstantSource clock;
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();

    /** @param consumer what it reads for; one name has one lag in a process, the worst of its readers' */
    public MeasuredLog(EventLog log, String role, String consumer, InstantSource clock) {
        super(log);
        this.role = role;
        this.consumer = consumer;
        this.clock = clock;
    }

    @Override
    public Subscription follow(
            Map<Partition, Long> from,
            Function<List<StoredEntry>, CompletionStage<Void>> handler,
            FailureHandler failed) {
        readings.stream().filter(Reading::isBroken).toList().forEach(this::forget);
        Reading reading = new Reading(from);
        readings.add(reading);
        Subscription subscription =
                log.follow(from, batch -> handler.apply(batch).thenAccept(done -> reading.handled(batch)), cause -> {
                    reading.isBroken = true;
                    failed.failed(cause);
                });
        return () -> {
            forget(reading);
            subscription.close();
            publish();
        };
    }

    private void forget(Reading reading) {
        reading.polled.close();
        readings.remove(reading);
    }

    /** Where the log ends is asked, and answered later. */
    private void look(Reading reading) {
        var unused = log.endOffsets(reading.positions.keySet()).thenAccept(ends -> {
            reading.endsAre(ends, clock.instant());
            publish();
        });
    }

    private void publish() {
        Instant now = clock.instant();
        long records = 0;
        long millis = 0;
        for (Reading reading : readings) {
            records += reading.left();
            millis = Math.max(millis, reading.behindMillis(now));
        }
        LAG_RECORDS.set(records, role, consumer);
        LAG_SECONDS.set(millis / 1e3, role, consumer);
    }

    /** What one subscription has read. */
    private final class Reading {
        private final Map<Partition, Long> positions;
        private final Map<Partition, Lag> lags = new HashMap<>();
        private final Telemetry.Polled polled = Telemetry.polling(() -> look(this));
        private volatile boolean isBroken;

        Reading(Map<Partition, Long> from) {
            this.positions = new ConcurrentHashMap<>(from);
            from.keySet().forEach(partition -> lags.put(partition, new Lag()));
        }

        boolean isBroken() {
            return isBroken;
        }

        void handled(List<StoredEntry> batch) {
            batch.forEach(stored -> positions.put(stored.entry().partition(), stored.offset() + 1));
            RECORDS.add(batch.size(), role, consumer);
        }

        void endsAre(Map<Partition, Long> ends, Instant now) {
            lags.forEach((partition, lag) -> lag.endIs(ends.getOrDefault(partition, 0L), now));
        }

        long left() {
            return lags.entrySet().stream()
                    .mapToLong(lag -> lag.getValue().left(position(lag.getKey())))
                    .sum();
        }

        long behindMillis(Instant now) {
            return lags.entrySet().stream()
                    .mapToLong(lag ->
                            lag.getValue().behind(position(lag.getKey()), now).toMillis())
                    .max()
                    .orElse(0);
        }

        private long position(Partition partition) {
            return positions.getOrDefault(partition, 0L);
        }
    }

    /** The log is everybody's, and closed by whoever opened it. */
    @Override
    public void close() {}
}
