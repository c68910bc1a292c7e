package dev.gyre.actors.scheduler;

import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.address.HostPort;
import dev.gyre.schemas.quantity.PodResources;
import dev.gyre.schemas.quantity.ResourceAmounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What scheduling wants to know of a pod, read once. {@code scoringRequests} is {@code requests} with a small amount in
 * place of nothing, so that pods that ask for nothing are spread too.
 *
 * @param controller the uid of the controller that made it, empty for none
 * @param claims what its volumes ask of a node; nothing, for one that has a node
 */
public record PodInfo(
        Resource pod,
        JsonNode spec,
        JsonNode tolerations,
        ResourceAmounts requests,
        ResourceAmounts scoringRequests,
        List<HostPort> hostPorts,
        String controller,
        PodClaims claims) {

    private static final ResourceAmounts ONE_POD = ResourceAmounts.of(Map.of(ResourceAmounts.PODS, 1L));
    private static final ResourceAmounts SCORING_LEAST =
            ResourceAmounts.of(Map.of(ResourceAmounts.CPU, 100L, ResourceAmounts.MEMORY, 200L << 20));

    public static PodInfo of(Resource pod) {
        JsonNode spec = pod.json().path("spec");
        ResourceAmounts requests = PodResources.requests(spec);
        OwnerReference controller = pod.controller();
        return new PodInfo(
                pod,
                spec,
                spec.path("tolerations"),
                requests.plus(ONE_POD),
                SCORING_LEAST.replacedBy(requests),
                HostPort.of(spec),
                controller == null ? "" : controller.uid(),
                PodClaims.NONE);
    }

    PodInfo with(PodClaims claims) {
        return new PodInfo(pod, spec, tolerations, requests, scoringRequests, hostPorts, controller, claims);
    }

    public int priority() {
        return spec.path("priority").asInt(0);
    }

    /** Whether it lets no other pod go for its sake. */
    boolean neverPreempts() {
        return spec.path("preemptionPolicy").asString("").equals("Never");
    }

    /** The node on which others go for it; empty for none. */
    String nominatedNode() {
        return pod.json().path("status").path("nominatedNodeName").asString("");
    }

    Instant created() {
        Instant created = pod.creationTimestamp();
        return created == null ? Instant.MAX : created;
    }

    /**
     * All that filters look at. Two pods of equal shape are possible on the same nodes, and within one decision nodes only
     * fill up: where one was not possible, the other need not be tried.
     */
    Shape shape() {
        return new Shape(
                requests,
                hostPorts,
                spec.path("nodeSelector"),
                spec.path("affinity").path("nodeAffinity"),
                tolerations,
                claims);
    }

    record Shape(
            ResourceAmounts requests,
            List<HostPort> hostPorts,
            JsonNode nodeSelector,
            JsonNode nodeAffinity,
            JsonNode tolerations,
            PodClaims claims) {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PodInfo info && pod.equals(info.pod);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pod);
    }
}
