package dev.gyre.gateway.resources;

import dev.gyre.gateway.admission.AdmissionRules;
import dev.gyre.gateway.admission.dynamic.AdmissionPolicyBindingRules;
import dev.gyre.gateway.admission.dynamic.AdmissionPolicyRules;
import dev.gyre.gateway.admission.dynamic.WebhookConfigurationRules;
import dev.gyre.gateway.aggregation.ApiServiceRules;
import dev.gyre.gateway.autoscaler.HorizontalPodAutoscalerRules;
import dev.gyre.gateway.certificate.CertificateSigningRequestRules;
import dev.gyre.gateway.certificate.MastersRestriction;
import dev.gyre.gateway.configmap.ConfigMapRules;
import dev.gyre.gateway.controllerrevision.ControllerRevisionRules;
import dev.gyre.gateway.cronjob.CronJobRules;
import dev.gyre.gateway.customresource.DefinitionNames;
import dev.gyre.gateway.customresource.DefinitionRules;
import dev.gyre.gateway.daemonset.DaemonSetRules;
import dev.gyre.gateway.deployment.DeploymentRules;
import dev.gyre.gateway.disruptionbudget.PodDisruptionBudgetRules;
import dev.gyre.gateway.endpoints.EndpointsRules;
import dev.gyre.gateway.endpointslice.EndpointSliceRules;
import dev.gyre.gateway.event.EventRules;
import dev.gyre.gateway.flowcontrol.FlowSchemaRules;
import dev.gyre.gateway.flowcontrol.PriorityLevelConfigurationRules;
import dev.gyre.gateway.ingress.IngressClassRules;
import dev.gyre.gateway.ingress.IngressRules;
import dev.gyre.gateway.job.JobRules;
import dev.gyre.gateway.lease.LeaseRules;
import dev.gyre.gateway.limitrange.LimitRangeAdmission;
import dev.gyre.gateway.limitrange.LimitRangeRules;
import dev.gyre.gateway.namespace.NamespaceRules;
import dev.gyre.gateway.networkpolicy.NetworkPolicyRules;
import dev.gyre.gateway.node.NodeRules;
import dev.gyre.gateway.pod.PodRules;
import dev.gyre.gateway.pod.PodTemplateObjectRules;
import dev.gyre.gateway.priority.PriorityAdmission;
import dev.gyre.gateway.priority.PriorityClassRules;
import dev.gyre.gateway.rbac.BindingRules;
import dev.gyre.gateway.rbac.RoleRules;
import dev.gyre.gateway.replicaset.ReplicaSetRules;
import dev.gyre.gateway.replicationcontroller.ReplicationControllerRules;
import dev.gyre.gateway.resourcequota.QuotaAdmission;
import dev.gyre.gateway.resourcequota.ResourceQuotaRules;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.RulesByKind;
import dev.gyre.gateway.runtimeclass.RuntimeClassAdmission;
import dev.gyre.gateway.runtimeclass.RuntimeClassRules;
import dev.gyre.gateway.secret.SecretRules;
import dev.gyre.gateway.service.ServiceAllocation;
import dev.gyre.gateway.service.ServiceNetwork;
import dev.gyre.gateway.service.ServiceRules;
import dev.gyre.gateway.serviceaccount.ServiceAccountRules;
import dev.gyre.gateway.statefulset.StatefulSetRules;
import dev.gyre.gateway.storageclass.CsiDriverRules;
import dev.gyre.gateway.storageclass.DefaultStorageClass;
import dev.gyre.gateway.storageclass.StorageCapacityRules;
import dev.gyre.gateway.storageclass.StorageClassRules;
import dev.gyre.gateway.storageclass.VolumeAttachmentRules;
import dev.gyre.gateway.volume.ClaimGrowth;
import dev.gyre.gateway.volume.PersistentVolumeClaimRules;
import dev.gyre.gateway.volume.PersistentVolumeRules;
import java.util.List;
import java.util.Map;

/** The rules of Kubernetes' kinds. A kind with rules of its own is one line here. */
public final class KubernetesRules {

    private KubernetesRules() {}

    public static RulesByKind all() {
        return all(ServiceNetwork.STANDARD);
    }

    /** {@code network} is where Services get their addresses from. */
    public static RulesByKind all(ServiceNetwork network) {
        return new RulesByKind(
                kinds(),
                new AdmissionRules(List.of(
                        new PriorityAdmission(),
                        new RuntimeClassAdmission(),
                        new DefaultStorageClass(),
                        new ClaimGrowth(),
                        new MastersRestriction(),
                        new LimitRangeAdmission(),
                        new QuotaAdmission(),
                        new ServiceAllocation(network),
                        new DefinitionNames())));
    }

    private static Map<String, KindRules> kinds() {
        return Map.<String, KindRules>ofEntries(
                Map.entry("configmaps", new ConfigMapRules()),
                Map.entry("endpoints", new EndpointsRules()),
                Map.entry("events", new EventRules()),
                Map.entry("limitranges", new LimitRangeRules()),
                Map.entry("namespaces", new NamespaceRules()),
                Map.entry("nodes", new NodeRules()),
                Map.entry("persistentvolumeclaims", new PersistentVolumeClaimRules()),
                Map.entry("persistentvolumes", new PersistentVolumeRules()),
                Map.entry("pods", new PodRules()),
                Map.entry("podtemplates", new PodTemplateObjectRules()),
                Map.entry("replicationcontrollers", new ReplicationControllerRules()),
                Map.entry("resourcequotas", new ResourceQuotaRules()),
                Map.entry("secrets", new SecretRules()),
                Map.entry("serviceaccounts", new ServiceAccountRules()),
                Map.entry("services", new ServiceRules()),
                Map.entry("customresourcedefinitions.apiextensions.k8s.io", new DefinitionRules()),
                Map.entry(
                        "mutatingwebhookconfigurations.admissionregistration.k8s.io", new WebhookConfigurationRules()),
                Map.entry("mutatingadmissionpolicies.admissionregistration.k8s.io", AdmissionPolicyRules.mutating()),
                Map.entry(
                        "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
                        new AdmissionPolicyBindingRules(false)),
                Map.entry(
                        "validatingadmissionpolicies.admissionregistration.k8s.io", AdmissionPolicyRules.validating()),
                Map.entry(
                        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
                        new AdmissionPolicyBindingRules(true)),
                Map.entry(
                        "validatingwebhookconfigurations.admissionregistration.k8s.io",
                        new WebhookConfigurationRules()),
                Map.entry("apiservices.apiregistration.k8s.io", new ApiServiceRules()),
                Map.entry("controllerrevisions.apps", new ControllerRevisionRules()),
                Map.entry("daemonsets.apps", new DaemonSetRules()),
                Map.entry("deployments.apps", new DeploymentRules()),
                Map.entry("replicasets.apps", new ReplicaSetRules()),
                Map.entry("statefulsets.apps", new StatefulSetRules()),
                Map.entry("horizontalpodautoscalers.autoscaling", new HorizontalPodAutoscalerRules()),
                Map.entry("cronjobs.batch", new CronJobRules()),
                Map.entry("jobs.batch", new JobRules()),
                Map.entry("certificatesigningrequests.certificates.k8s.io", new CertificateSigningRequestRules()),
                Map.entry("leases.coordination.k8s.io", new LeaseRules()),
                Map.entry("endpointslices.discovery.k8s.io", new EndpointSliceRules()),
                Map.entry("flowschemas.flowcontrol.apiserver.k8s.io", new FlowSchemaRules()),
                Map.entry(
                        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
                        new PriorityLevelConfigurationRules()),
                Map.entry("ingressclasses.networking.k8s.io", new IngressClassRules()),
                Map.entry("ingresses.networking.k8s.io", new IngressRules()),
                Map.entry("networkpolicies.networking.k8s.io", new NetworkPolicyRules()),
                Map.entry("runtimeclasses.node.k8s.io", new RuntimeClassRules()),
                Map.entry("poddisruptionbudgets.policy", new PodDisruptionBudgetRules()),
                Map.entry("clusterroles.rbac.authorization.k8s.io", new RoleRules(true)),
                Map.entry("roles.rbac.authorization.k8s.io", new RoleRules(false)),
                Map.entry("clusterrolebindings.rbac.authorization.k8s.io", new BindingRules(true)),
                Map.entry("rolebindings.rbac.authorization.k8s.io", new BindingRules(false)),
                Map.entry("priorityclasses.scheduling.k8s.io", new PriorityClassRules()),
                Map.entry("csidrivers.storage.k8s.io", new CsiDriverRules()),
                Map.entry("csistoragecapacities.storage.k8s.io", new StorageCapacityRules()),
                Map.entry("storageclasses.storage.k8s.io", new StorageClassRules()),
                Map.entry("volumeattachments.storage.k8s.io", new VolumeAttachmentRules()));
    }
}
