package dev.gyre.events.relay;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.record.PodReference;
import dev.gyre.schemas.record.ResourceEvent;
import org.jspecify.annotations.Nullable;

/** Which changes a kubelet hears of: those of a pod from the one that sets {@code spec.nodeName} until the pod's end. */
final class PodReferenceRule {

    private PodReferenceRule() {}

    static @Nullable PodReference of(ResourceEvent event) {
        Resource pod = event.resource();
        String node = node(pod);
        return node.isEmpty()
                ? null
                : new PodReference(
                        node,
                        pod.key(),
                        pod.uid(),
                        event.revision(),
                        event.provenance().cause(),
                        event.provenance().traceparent(),
                        event.type() == ResourceEvent.Type.DELETED);
    }

    /** The node a pod is bound to; empty for anything else. */
    static String node(Resource resource) {
        boolean isPod =
                resource.key().group().isEmpty() && resource.key().plural().equals("pods");
        return isPod ? resource.json().path("spec").path("nodeName").asString("") : "";
    }
}
