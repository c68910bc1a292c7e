package dev.gyre.node;

import dev.gyre.schemas.record.Heartbeat;

/** Where kubelets say that they are alive. Fire and forget: the next one comes soon. */
public interface HeartbeatSink {
    void send(Heartbeat heartbeat);
}
