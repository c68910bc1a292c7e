package dev.gyre.gateway.relay;

import dev.gyre.events.relay.RelayListener;
import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.events.telemetry.Lag;
import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.events.telemetry.Tracing;
import dev.gyre.events.telemetry.Tracing.Kind;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How far the log is behind the store, as this gateway sees it, and what its own relay does while it is the elected one. */
public final class RelayMetrics implements RelayListener, AutoCloseable {

    private static final Gauges PUBLISHED = Gauges.named(
            "gyre_relay_published_revision", "Up to this revision every change is on the log, whoever wrote it there.");
    private static final Gauges LAG_REVISIONS =
            Gauges.named("gyre_relay_lag_revisions", "Revisions that the log is behind the store.");
    private static final Gauges LAG_SECONDS =
            Gauges.named("gyre_relay_lag_seconds", "How long the log has been behind the store, seen once a tick.");
    private static final Gauges ACTIVE =
            Gauges.named("gyre_relay_active", "1 while the relay of this process is the elected one.");
    private static final Durations PUBLISH = Durations.named(
            "gyre_relay_publish_duration_seconds", "From a change's commit until the log has acknowledged it.");
    private static final Counters CHANGES =
            Counters.named("gyre_relay_published_changes_total", "Changes that this relay has published.");
    private static final Counters TERMS = Counters.named("gyre_relay_terms_total", "Terms of this relay.");
    private static final Counters GAPS =
            Counters.named("gyre_relay_gaps_total", "Spans of history that were lost before they were published.");

    private final InstantSource clock;
    private final Lag lag = new Lag();
    private volatile Telemetry.Polled polled = () -> {};

    public RelayMetrics(InstantSource clock) {
        this.clock = clock;
        ACTIVE.set(0);
    }

    /** Looks at this service until closed. */
    public void follow(RelayService service) {
        polled = Telemetry.polling(() -> {
            long published = service.publishedRevision();
            lag.endIs(service.storeRevision(), clock.instant());
            PUBLISHED.set(published);
            LAG_REVISIONS.set(lag.left(published));
            LAG_SECONDS.set(lag.behind(published, clock.instant()).toMillis() / 1e3);
        });
    }

    @Override
    public void termStarted(long term, long fromRevision) {
        TERMS.increment();
        ACTIVE.set(1);
    }

    @Override
    public void termEnded(long term, String reason) {
        ACTIVE.set(0);
    }

    @Override
    public void published(long revision, Duration sinceCommit, Duration sinceSeen) {
        CHANGES.increment();
        PUBLISH.record(sinceCommit);
    }

    @Override
    public void published(ResourceEvent event, Instant seen) {
        Tracing.begin(Kind.PRODUCER, "publish", event.provenance().traceparent(), seen)
                .tag("gyre.revision", Long.toString(event.revision()))
                .end();
    }

    @Override
    public void gap(long fromRevision, long toRevision) {
        GAPS.increment();
    }

    @Override
    public void close() {
        polled.close();
    }
}
