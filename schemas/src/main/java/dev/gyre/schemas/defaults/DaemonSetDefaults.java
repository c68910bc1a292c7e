package dev.gyre.schemas.defaults;

import tools.jackson.databind.node.ObjectNode;

/** Defaults of a DaemonSet: a new template goes from node to node, one at a time. */
public final class DaemonSetDefaults {

    private DaemonSetDefaults() {}

    /** {@code apps/v1} and {@code apps/v1beta2}. */
    public static void daemonSet(ObjectNode daemonSet) {
        common(daemonSet, "RollingUpdate");
    }

    /** {@code extensions/v1beta1}: pods were replaced when they were deleted. */
    public static void daemonSetOfExtensions(ObjectNode daemonSet) {
        WorkloadDefaults.labelsFromTemplate(daemonSet);
        common(daemonSet, "OnDelete");
    }

    private static void common(ObjectNode daemonSet, String strategyType) {
        ObjectNode spec = Unset.object(daemonSet, "spec");
        ObjectNode strategy = Unset.object(spec, "updateStrategy");
        Unset.string(strategy, "type", strategyType);
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
            ObjectNode rolling = Unset.object(strategy, "rollingUpdate");
            Unset.number(rolling, "maxUnavailable", 1);
            Unset.number(rolling, "maxSurge", 0);
        }
        Unset.number(spec, "revisionHistoryLimit", 10);
        PodDefaults.template(daemonSet);
    }
}
