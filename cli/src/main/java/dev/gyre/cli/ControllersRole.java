package dev.gyre.cli;

import dev.gyre.actors.ControlPlane.Controller;
import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.autoscaling.AutoscalingReconciler;
import dev.gyre.actors.autoscaling.SignalPublication;
import dev.gyre.actors.certificate.CertificateSigner;
import dev.gyre.actors.certificate.RequestCleaningReconciler;
import dev.gyre.actors.certificate.SigningReconciler;
import dev.gyre.actors.clusterroleaggregation.ClusterRoleAggregationReconciler;
import dev.gyre.actors.cronjob.CronJobReconciler;
import dev.gyre.actors.customresource.DefinitionReconciler;
import dev.gyre.actors.daemonset.DaemonSetReconciler;
import dev.gyre.actors.deployment.DeploymentReconciler;
import dev.gyre.actors.disruption.DisruptionReconciler;
import dev.gyre.actors.endpoints.EndpointsReconciler;
import dev.gyre.actors.endpointslice.EndpointSliceReconciler;
import dev.gyre.actors.endpointslicemirroring.EndpointSliceMirroringReconciler;
import dev.gyre.actors.ephemeralvolume.EphemeralVolumeReconciler;
import dev.gyre.actors.eventexpiry.EventExpiryReconciler;
import dev.gyre.actors.flowschema.FlowSchemaReconciler;
import dev.gyre.actors.garbagecollection.GarbageCollectionReconciler;
import dev.gyre.actors.horizontalpodautoscaler.HorizontalPodAutoscalerReconciler;
import dev.gyre.actors.horizontalpodautoscaler.MetricsApi;
import dev.gyre.actors.job.JobReconciler;
import dev.gyre.actors.loadbalancer.AddressPool;
import dev.gyre.actors.loadbalancer.LoadBalancerReconciler;
import dev.gyre.actors.localpath.LocalPathReconciler;
import dev.gyre.actors.namespace.NamespaceReconciler;
import dev.gyre.actors.nodelifecycle.NodeLifecycleReconciler;
import dev.gyre.actors.nodelifecycle.TaintEvictionReconciler;
import dev.gyre.actors.persistentvolume.PersistentVolumeReconciler;
import dev.gyre.actors.persistentvolumeclaim.PersistentVolumeClaimReconciler;
import dev.gyre.actors.podgc.PodGcReconciler;
import dev.gyre.actors.podgc.TerminatedPodReconciler;
import dev.gyre.actors.replicaset.ReplicaKind;
import dev.gyre.actors.replicaset.ReplicaSetReconciler;
import dev.gyre.actors.resourcequota.ResourceQuotaReconciler;
import dev.gyre.actors.rootca.RootCaReconciler;
import dev.gyre.actors.scheduler.SchedulerReconciler;
import dev.gyre.actors.serviceaccount.ServiceAccountReconciler;
import dev.gyre.actors.shell.Limits;
import dev.gyre.actors.statefulset.StatefulSetReconciler;
import dev.gyre.actors.storageprotection.ClaimProtectionReconciler;
import dev.gyre.actors.storageprotection.VolumeProtectionReconciler;
import dev.gyre.actors.ttlafterfinished.TtlAfterFinishedReconciler;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which reconcilers run, and as whom: each controller under upstream's service account of the same job. */
public final class ControllersRole {

    public static final String CONTROLLERS = "gyre-controllers";
    public static final String SCHEDULER = "gyre-scheduler";
    static final String SIGNERS = "gyre-signers";

    private ControllersRole() {}

    /**
     * @param authority the cluster's certificate authority, PEM, which every namespace is shown
     * @param pool where Services of type {@code LoadBalancer} get their addresses from
     * @param lag how far groups of consumers are behind on the log
     */
    public static Group controllers(
            ResourceKinds kinds,
            Function<RoleIdentity, ApiClient> clients,
            Instant now,
            String authority,
            AddressPool pool,
            MetricsApi.Lag lag) {
        return new Group(
                CONTROLLERS,
                List.of(
                        controller(new DeploymentReconciler(), "deployment-controller", clients),
                        controller(new ReplicaSetReconciler(), "replicaset-controller", clients),
                        controller(
                                new ReplicaSetReconciler(ReplicaKind.REPLICATION_CONTROLLER),
                                "replication-controller",
                                clients),
                        controller(new DaemonSetReconciler(), "daemon-set-controller", clients),
                        controller(new StatefulSetReconciler(), "statefulset-controller", clients),
                        controller(new JobReconciler(), "job-controller", clients),
                        controller(new CronJobReconciler(), "cronjob-controller", clients),
                        controller(new TtlAfterFinishedReconciler(), "ttl-after-finished-controller", clients),
                        controller(new EndpointsReconciler(), "endpoint-controller", clients),
                        controller(new EndpointSliceReconciler(), "endpointslice-controller", clients),
                        controller(new EndpointSliceMirroringReconciler(), "endpointslice-mirroring", clients),
                        controller(new LoadBalancerReconciler(pool), "service-controller", clients),
                        controller(new GarbageCollectionReconciler(kinds), "generic-garbage-collector", clients),
                        controller(new NamespaceReconciler(), "namespace-controller", clients),
                        controller(new DefinitionReconciler(), "customresource-controller", clients),
                        controller(new PersistentVolumeClaimReconciler(), "persistent-volume-binder", clients),
                        controller(new PersistentVolumeReconciler(), "persistent-volume-binder", clients),
                        controller(new ClaimProtectionReconciler(), "pvc-protection-controller", clients),
                        controller(new VolumeProtectionReconciler(), "pv-protection-controller", clients),
                        controller(new EphemeralVolumeReconciler(), "ephemeral-volume-controller", clients),
                        controller(new LocalPathReconciler(), "local-path-provisioner", clients),
                        controller(new ServiceAccountReconciler(), "service-account-controller", clients),
                        controller(new RootCaReconciler(authority), "root-ca-cert-publisher", clients),
                        controller(new NodeLifecycleReconciler(now), "node-controller", clients),
                        controller(new TaintEvictionReconciler(), "node-controller", clients),
                        controller(new PodGcReconciler(), "pod-garbage-collector", clients),
                        controller(
                                new TerminatedPodReconciler(TerminatedPodReconciler.STANDARD_THRESHOLD),
                                "pod-garbage-collector",
                                clients),
                        controller(new ResourceQuotaReconciler(), "resourcequota-controller", clients),
                        controller(new DisruptionReconciler(), "disruption-controller", clients),
                        controller(new RequestCleaningReconciler(), "certificate-controller", clients),
                        controller(new ClusterRoleAggregationReconciler(), "clusterrole-aggregation", clients),
                        controller(new FlowSchemaReconciler(), "flow-schema-controller", clients),
                        controller(new EventExpiryReconciler(), "event-controller", clients),
                        autoscaler(kinds, clients, lag)));
    }

    /** The controllers of a cluster, and with them who says what its size should be. */
    static Group controllers(
            ClusterFiles files,
            Function<RoleIdentity, ApiClient> clients,
            LogRole log,
            AddressPool pool,
            CloudProvider cloudProvider) {
        Group controllers = controllers(
                KubernetesKinds.registry(), clients, Instant.now(), files.authority(), pool, log::consumerLag);
        SignalPublication publication = new SignalPublication(log.autoscalingSignals());
        List<Controller> all = new ArrayList<>(controllers.controllers());
        if (cloudProvider.isExternal()) {
            all.removeIf(controller -> controller.reconciler() instanceof LoadBalancerReconciler);
        }
        all.add(new Controller(
                new AutoscalingReconciler(),
                clients.apply(RoleIdentity.controller("autoscaling-signals")),
                Limits.STANDARD,
                publication,
                publication::publishing));
        return new Group(controllers.name(), List.copyOf(all));
    }

    /**
     * Who signs certificates: a group of its own, since only processes that have the authority's key can be in it.
     *
     * @param signer null where the key is elsewhere
     */
    static List<Group> signers(@Nullable CertificateSigner signer, Function<RoleIdentity, ApiClient> clients) {
        return signer == null
                ? List.of()
                : List.of(new Group(
                        SIGNERS,
                        List.of(controller(new SigningReconciler(signer), "certificate-controller", clients))));
    }

    public static Group scheduler(Function<RoleIdentity, ApiClient> clients) {
        return new Group(
                SCHEDULER, List.of(new Controller(new SchedulerReconciler(), clients.apply(RoleIdentity.SCHEDULER))));
    }

    /** Every rule that decides, for asking it again: with nobody to act as, and started with what the decisions say. */
    static List<Reconciler> rules(ResourceKinds kinds) {
        Function<RoleIdentity, ApiClient> nobody = role -> new NoWayOut();
        return Stream.concat(
                        Stream.of(
                                        controllers(
                                                kinds,
                                                nobody,
                                                Instant.EPOCH,
                                                "",
                                                new AddressPool("", List.of()),
                                                NoWayOut::lag),
                                        scheduler(nobody))
                                .flatMap(group -> group.controllers().stream())
                                .map(Controller::reconciler),
                        Stream.of(new AutoscalingReconciler()))
                .toList();
    }

    private static Controller autoscaler(
            ResourceKinds kinds, Function<RoleIdentity, ApiClient> clients, MetricsApi.Lag lag) {
        ApiClient client = clients.apply(RoleIdentity.controller(HorizontalPodAutoscalerReconciler.ACCOUNT));
        return new Controller(new HorizontalPodAutoscalerReconciler(kinds), client, new MetricsApi(client, lag));
    }

    private static Controller controller(
            Reconciler reconciler, String account, Function<RoleIdentity, ApiClient> clients) {
        return new Controller(reconciler, clients.apply(RoleIdentity.controller(account)));
    }
}
