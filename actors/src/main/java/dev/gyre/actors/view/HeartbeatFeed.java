package dev.gyre.actors.view;

import dev.gyre.events.EventLog;
import dev.gyre.schemas.record.Heartbeat;
import java.util.List;
import java.util.function.Consumer;

/** Where signs of life come from: {@link dev.gyre.events.Heartbeats#follow} on the log, nothing in some tests. */
@FunctionalInterface
public interface HeartbeatFeed {

    /** Follows all that are recent and all to come. */
    EventLog.Subscription follow(Consumer<List<Heartbeat>> handler, EventLog.FailureHandler failed);
}
