package dev.gyre.schemas.defaults;

import tools.jackson.databind.node.ObjectNode;

/** Defaults of a StatefulSet: one pod after the other, and volumes that stay when the set is gone. */
public final class StatefulSetDefaults {

    private StatefulSetDefaults() {}

    /** {@code apps/v1} and {@code apps/v1beta2}. */
    public static void statefulSet(ObjectNode statefulSet) {
        ObjectNode strategy = Unset.object(Unset.object(statefulSet, "spec"), "updateStrategy");
        Unset.string(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asString("").equals("RollingUpdate")) {
            Unset.number(Unset.object(strategy, "rollingUpdate"), "partition", 0);
        }
        common(statefulSet);
    }

    /** {@code apps/v1beta1}: pods were replaced when they were deleted. */
    public static void statefulSetV1beta1(ObjectNode statefulSet) {
        WorkloadDefaults.labelsFromTemplate(statefulSet);
        ObjectNode strategy = Unset.object(Unset.object(statefulSet, "spec"), "updateStrategy");
        Unset.string(strategy, "type", "OnDelete");
        Unset.child(strategy, "rollingUpdate").forEach(rolling -> Unset.number(rolling, "partition", 0));
        common(statefulSet);
    }

    private static void common(ObjectNode statefulSet) {
        ObjectNode spec = Unset.object(statefulSet, "spec");
        Unset.string(spec, "podManagementPolicy", "OrderedReady");
        Unset.number(spec, "replicas", 1);
        Unset.number(spec, "revisionHistoryLimit", 10);
        ObjectNode retention = Unset.object(spec, "persistentVolumeClaimRetentionPolicy");
        Unset.string(retention, "whenDeleted", "Retain");
        Unset.string(retention, "whenScaled", "Retain");
        for (ObjectNode claim : Unset.items(spec, "volumeClaimTemplates")) {
            Unset.string(claim, "apiVersion", "v1");
            Unset.string(claim, "kind", "PersistentVolumeClaim");
            VolumeDefaults.claim(claim);
        }
        PodDefaults.template(statefulSet);
    }
}
