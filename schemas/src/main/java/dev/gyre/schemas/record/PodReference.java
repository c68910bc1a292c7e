package dev.gyre.schemas.record;

import dev.gyre.schemas.ResourceKey;

/**
 * Tells a kubelet that one of its pods changed, without saying how: the kubelet reads the pod at this revision or later
 * from the API. {@code isGone} marks the pod's end.
 */
public record PodReference(
        String nodeName,
        ResourceKey pod,
        String uid,
        long revision,
        String cause,
        String traceparent,
        boolean isGone) {}
