package dev.gyre.node.runtime;

/** A machine as {@code nodeInfo} and {@code capacity} show it. */
public record MachineInfo(
        int cpus,
        long memoryBytes,
        long diskBytes,
        String machineId,
        String bootId,
        String kernelVersion,
        String osImage,
        String architecture,
        String containerRuntimeVersion) {}
