package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.Admission;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.StatusRules;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.quantity.QosClass;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod is what a kubelet runs, so its spec is nearly fixed once it exists. It is admitted with what Kubernetes adds to
 * every pod ({@link PodAdmission}), starts as Pending, and goes gracefully: only its kubelet knows when it has really ended.
 */
public final class PodRules implements KindRules {

    private static final long DEFAULT_GRACE_SECONDS = 30;
    private static final String RESIZE = "resize";
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public void prepareForCreate(ObjectNode pod) {
        PodAdmission.admit(pod);
        ObjectNode status = Json.object();
        status.put("phase", "Pending");
        status.put("qosClass", QosClass.of(pod.path("spec")).word());
        pod.set("status", status);
    }

    @Override
    public CompletionStage<Void> admit(ObjectNode pod, Admission admission) {
        return AccountAdmission.admit(pod, admission);
    }

    @Override
    public void validate(ObjectNode pod, FieldErrors errors) {
        PodSpecRules.validate(pod.path("spec"), SPEC, errors);
    }

    @Override
    public void validateUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        PodUpdateRules.validate(pod.path("spec"), old.path("spec"), errors);
    }

    @Override
    public void validateCreate(ObjectNode pod, FieldErrors errors) {
        if (!pod.path("spec").path("ephemeralContainers").isEmpty()) {
            errors.forbidden(EphemeralContainerRules.PATH, "cannot be set on create");
        }
    }

    @Override
    public void preparePart(String subresource, ObjectNode pod, ObjectNode old) {
        if (subresource.equals(RESIZE)) {
            PodResizeRules.keepOnly(pod, old);
        } else {
            EphemeralContainerRules.keepOnly(pod, old);
        }
    }

    @Override
    public void validatePart(String subresource, ObjectNode pod, ObjectNode old, FieldErrors errors) {
        if (subresource.equals(RESIZE)) {
            // What is no quantity has been named already.
            if (errors.isEmpty()) {
                PodResizeRules.validate(pod.path("spec"), old.path("spec"), errors);
            }
        } else {
            EphemeralContainerRules.validateUpdate(pod.path("spec"), old.path("spec"), errors);
        }
    }

    @Override
    public StatusRules status() {
        return PodStatusRules.INSTANCE;
    }

    /** What no node runs needs no time to stop; and 0 is the kubelet's word for "it has ended". */
    @Override
    public long gracePeriodSeconds(ObjectNode pod, @Nullable Long requestedSeconds) {
        JsonNode spec = pod.path("spec");
        String phase = pod.path("status").path("phase").asString("");
        boolean isRunByNobody = spec.path("nodeName").asString("").isEmpty()
                || List.of("Succeeded", "Failed").contains(phase);
        if (isRunByNobody) {
            return 0;
        }
        return requestedSeconds != null
                ? requestedSeconds
                : spec.path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS);
    }
}
