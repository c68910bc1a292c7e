package dev.gyre.node.pod;

import dev.gyre.node.runtime.ContainerSpec.Limits;
import dev.gyre.schemas.Resource;
import tools.jackson.databind.JsonNode;

/**
 * Requests and limits as cgroup values. Shares follow the request (or the limit, where only that is given): 1024 for one
 * CPU, never fewer than 2, so that even what asks for nothing makes progress. The quota is per 100 ms: 250m may use 25 ms
 * of each; the kernel takes no less than 1 ms.
 */
final class CgroupLimits {
    private static final int MIN_SHARES = 2;
    private static final int MAX_SHARES = 262_144;
    private static final long MIN_QUOTA_MICROS = 1000;

    private CgroupLimits() {}

    static Limits of(Resource pod, JsonNode container, NodeFacts node) {
        JsonNode requests = container.path("resources").path("requests");
        JsonNode limits = container.path("resources").path("limits");
        long cpuLimit = Amounts.millisOr(limits.path("cpu"), 0);
        long cpuRequest = requests.has("cpu") ? Amounts.millis(requests.path("cpu")) : cpuLimit;
        long memoryLimit = Amounts.unitsOr(limits.path("memory"), 0);
        long memoryRequest = requests.has("memory") ? Amounts.units(requests.path("memory")) : memoryLimit;
        return new Limits(
                (int) Math.clamp(cpuRequest * 1024 / 1000, MIN_SHARES, MAX_SHARES),
                cpuLimit == 0 ? 0 : Math.max(cpuLimit * 100, MIN_QUOTA_MICROS),
                memoryLimit,
                oomScoreAdjustment(pod, memoryRequest, node));
    }

    /** Who asked for most of the memory dies last; who asked for nothing, first. */
    private static int oomScoreAdjustment(Resource pod, long memoryRequest, NodeFacts node) {
        String qos = pod.json().path("status").path("qosClass").asString("");
        if (qos.equals("Guaranteed")) {
            return -997;
        }
        if (qos.equals("BestEffort") || node.allocatableMemoryBytes() == 0) {
            return 1000;
        }
        long share = 1000 - 1000 * memoryRequest / node.allocatableMemoryBytes();
        return (int) Math.clamp(share, 3, 999);
    }
}
