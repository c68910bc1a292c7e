package dev.gyre.gateway.daemonset;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.StatusRules;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The counts of a daemon set's status are counts. */
final class DaemonSetStatusRules implements StatusRules {

    static final DaemonSetStatusRules INSTANCE = new DaemonSetStatusRules();

    private static final FieldPath STATUS = FieldPath.of("status");

    private DaemonSetStatusRules() {}

    @Override
    public void validateUpdate(ObjectNode daemonSet, ObjectNode old, FieldErrors errors) {
        Numbers.requireNotNegative(
                daemonSet.path("status"),
                STATUS,
                List.of(
                        "currentNumberScheduled",
                        "numberMisscheduled",
                        "desiredNumberScheduled",
                        "numberReady",
                        "observedGeneration",
                        "updatedNumberScheduled",
                        "numberAvailable",
                        "numberUnavailable",
                        "collisionCount"),
                errors);
    }
}
