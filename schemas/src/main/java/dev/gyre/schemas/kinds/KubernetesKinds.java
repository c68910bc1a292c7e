package dev.gyre.schemas.kinds;

import dev.gyre.schemas.KindSet;
import java.util.List;

/** The registry as Kubernetes has it, in the order of discovery: the core group first, then the others by name. */
public final class KubernetesKinds {

    private static final KindSet REGISTRY = new KindSet(List.of(
            ConfigMaps.kind(),
            EndpointsKind.kind(),
            Events.kind(),
            LimitRanges.kind(),
            Namespaces.kind(),
            Nodes.kind(),
            Volumes.claim(),
            Volumes.volume(),
            Pods.kind(),
            PodTemplates.kind(),
            ReplicationControllers.kind(),
            ResourceQuotas.kind(),
            Secrets.kind(),
            ServiceAccounts.kind(),
            Services.kind(),
            AdmissionPolicies.mutatingPolicy(),
            AdmissionPolicies.mutatingBinding(),
            Webhooks.mutating(),
            AdmissionPolicies.policy(),
            AdmissionPolicies.binding(),
            Webhooks.validating(),
            CustomResourceDefinitions.kind(),
            ApiServices.kind(),
            ControllerRevisions.kind(),
            DaemonSets.kind(),
            Deployments.kind(),
            ReplicaSets.kind(),
            StatefulSets.kind(),
            HorizontalPodAutoscalers.kind(),
            CronJobs.kind(),
            Jobs.kind(),
            CertificateSigningRequests.kind(),
            Leases.kind(),
            EndpointSlices.kind(),
            FlowControl.schema(),
            FlowControl.priorityLevel(),
            Ingresses.ingressClass(),
            Ingresses.ingress(),
            NetworkPolicies.kind(),
            RuntimeClasses.kind(),
            PodDisruptionBudgets.kind(),
            Rbac.clusterRoleBinding(),
            Rbac.clusterRole(),
            Rbac.roleBinding(),
            Rbac.role(),
            PriorityClasses.kind(),
            Storage.csiDriver(),
            Storage.csiNode(),
            Storage.csiStorageCapacity(),
            Storage.storageClass(),
            Storage.volumeAttachment()));

    private KubernetesKinds() {}

    /** Those that are always there. */
    public static KindSet registry() {
        return REGISTRY;
    }
}
