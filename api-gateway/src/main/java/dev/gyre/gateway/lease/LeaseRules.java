package dev.gyre.gateway.lease;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A lease is taken by compare-and-swap, so an update must say what it replaces. */
public final class LeaseRules implements KindRules {

    @Override
    public boolean allowsCreateOnUpdate() {
        return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return false;
    }

    @Override
    public void validate(ObjectNode lease, FieldErrors errors) {
        FieldPath spec = FieldPath.of("spec");
        JsonNode duration = lease.path("spec").path("leaseDurationSeconds");
        if (!duration.isMissingNode() && duration.asLong(0) <= 0) {
            errors.invalid(spec.child("leaseDurationSeconds"), duration, "must be greater than 0");
        }
        JsonNode transitions = lease.path("spec").path("leaseTransitions");
        if (transitions.asLong(0) < 0) {
            errors.invalid(spec.child("leaseTransitions"), transitions, "must be greater than or equal to 0");
        }
        for (String time : List.of("acquireTime", "renewTime")) {
            JsonNode value = lease.path("spec").path(time);
            if (!value.isMissingNode() && !value.isString()) {
                errors.invalid(spec.child(time), value, "must be a time");
            }
        }
    }
}
