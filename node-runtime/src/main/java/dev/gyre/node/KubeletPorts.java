package dev.gyre.node;

import dev.gyre.events.DecisionLog;
import dev.gyre.node.probe.Prober;
import dev.gyre.node.runtime.ContainerRuntime;
import dev.gyre.node.volume.PodVolumes;
import dev.gyre.schemas.ApiClient;
import java.time.InstantSource;

/** Everything outside of a kubelet. {@code api} is bound to {@code system:node:<name>}. */
public record KubeletPorts(
        ApiClient api,
        ContainerRuntime runtime,
        PodVolumes volumes,
        Prober prober,
        ServiceDirectory services,
        DecisionLog decisions,
        HeartbeatSink heartbeats,
        InstantSource clock,
        ServiceTraffic traffic) {

    /** Where no Service sends anything to pods. */
    public KubeletPorts(
            ApiClient api,
            ContainerRuntime runtime,
            PodVolumes volumes,
            Prober prober,
            ServiceDirectory services,
            DecisionLog decisions,
            HeartbeatSink heartbeats,
            InstantSource clock) {
        this(api, runtime, volumes, prober, services, decisions, heartbeats, clock, ServiceTraffic.NONE);
    }
}
