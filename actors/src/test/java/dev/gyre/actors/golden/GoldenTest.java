package dev.gyre.actors.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.autoscaling.AutoscalingReconciler;
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
import dev.gyre.actors.serviceaccount.ServiceAccountReconciler;
import dev.gyre.actors.statefulset.StatefulSetReconciler;
import dev.gyre.actors.storageprotection.ClaimProtectionReconciler;
import dev.gyre.actors.storageprotection.VolumeProtectionReconciler;
import dev.gyre.actors.ttlafterfinished.TtlAfterFinishedReconciler;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file below {@code golden} is a scenario: a cluster, and after the line {@code ---} what a controller decides about one
 * key of it. {@code -Dgolden.update=true} writes anew what is decided; the change is then reviewed as a diff.
 */
class GoldenTest {

    private static final Path SCENARIOS = Path.of("src/test/resources/golden");

    private static final Map<String, Reconciler> RECONCILERS = Stream.of(
                    new DeploymentReconciler(),
                    new ReplicaSetReconciler(),
                    new ReplicaSetReconciler(ReplicaKind.REPLICATION_CONTROLLER),
                    new DaemonSetReconciler(),
                    new StatefulSetReconciler(),
                    new EndpointsReconciler(),
                    new JobReconciler(),
                    new CronJobReconciler(),
                    new TtlAfterFinishedReconciler(),
                    new EndpointSliceReconciler(),
                    new EndpointSliceMirroringReconciler(),
                    new GarbageCollectionReconciler(KubernetesKinds.registry()),
                    new NamespaceReconciler(),
                    new DefinitionReconciler(),
                    new ServiceAccountReconciler(),
                    new RootCaReconciler("the authority\n"),
                    new NodeLifecycleReconciler(Instant.EPOCH),
                    new TaintEvictionReconciler(),
                    new ResourceQuotaReconciler(),
                    new LoadBalancerReconciler(AddressPool.parse("192.0.2.2, 198.51.100.8-198.51.100.9")),
                    new DisruptionReconciler(),
                    new EventExpiryReconciler(),
                    new ClusterRoleAggregationReconciler(),
                    new HorizontalPodAutoscalerReconciler(KubernetesKinds.registry()),
                    new FlowSchemaReconciler(),
                    new SigningReconciler((request, terms) -> "certificate of " + request.subject() + " with " + terms),
                    new RequestCleaningReconciler(),
                    new PersistentVolumeClaimReconciler(),
                    new PersistentVolumeReconciler(),
                    new ClaimProtectionReconciler(),
                    new VolumeProtectionReconciler(),
                    new EphemeralVolumeReconciler(),
                    new LocalPathReconciler(),
                    new TerminatedPodReconciler(2),
                    new PodGcReconciler(),
                    new AutoscalingReconciler())
            .collect(Collectors.toMap(Reconciler::name, Function.identity()));

    @TestFactory
    Stream<DynamicTest> decisions() throws IOException {
        try (Stream<Path> files = Files.walk(SCENARIOS)) {
            List<Path> scenarios = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(scenarios).isNotEmpty();
            return scenarios.stream()
                    .map(file -> DynamicTest.dynamicTest(
                            SCENARIOS.relativize(file).toString(), file.toUri(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        Scenario scenario = Scenario.read(file);
        Reconciler reconciler = RECONCILERS.get(scenario.reconciler());
        assertThat(reconciler).as("the reconciler " + scenario.reconciler()).isNotNull();
        Decision decision = scenario.refusals().isEmpty()
                ? reconciler.reconcile(scenario.key(), scenario.view(), scenario.now())
                : reconciler.reconcileAfter(scenario.refusals(), scenario.key(), scenario.view(), scenario.now());
        String decided = DecisionYaml.write(decision, scenario.view());
        if (Boolean.getBoolean("golden.update")) {
            scenario.update(decided);
        } else {
            assertThat(decided).as("what is decided in " + file).isEqualTo(scenario.decided());
        }
    }
}
