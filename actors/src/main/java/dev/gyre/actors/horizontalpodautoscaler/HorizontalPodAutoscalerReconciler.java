package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.EventCommands;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.Refusal;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at an autoscaler every 15 s: measures, and scales its target where that calls for another number of replicas. The
 * scale is set first and told of after it; whoever stops in between finds the target as it is then. Its own writes are no
 * reason to look again.
 */
public final class HorizontalPodAutoscalerReconciler implements Reconciler {

    /** The service account that this acts under. */
    public static final String ACCOUNT = "horizontal-pod-autoscaler";

    private static final String USER = "system:serviceaccount:kube-system:" + ACCOUNT;
    private static final Duration PERIOD = Duration.ofSeconds(15);
    private static final String GROUP_RESOURCE = "horizontalpodautoscalers.autoscaling";

    private final ResourceKinds kinds;
    private final EventCommands events = new EventCommands(ACCOUNT);

    /** @param kinds those of Kubernetes; others that can be scaled are known from their definitions */
    public HorizontalPodAutoscalerReconciler(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return "horizontalpodautoscaler";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        boolean isOwnWrite = event.type() == ResourceEvent.Type.MODIFIED
                && event.provenance().actor().equals(USER);
        return event.key().groupResource().equals(GROUP_RESOURCE) && !isOwnWrite ? Set.of(event.key()) : Set.of();
    }

    @Override
    public Set<String> questions(ResourceKey key, ClusterView view) {
        Resource autoscaler = view.get(key).orElse(null);
        if (autoscaler == null || autoscaler.isDeleting()) {
            return Set.of();
        }
        try {
            ScaleTarget target = ScaleTarget.of(autoscaler, view, kinds);
            if (!Pace.of(autoscaler).isMeasured(target.replicas())) {
                return Set.of();
            }
            Set<String> questions = new LinkedHashSet<>();
            for (Metric metric : new MetricsQuestions(autoscaler, target.pods(), view, kinds).metrics()) {
                String question = metric.question();
                if (question != null) {
                    questions.add(question);
                }
            }
            return questions;
        } catch (AutoscalingException unscalable) {
            return Set.of();
        }
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        return reconcileAfter(List.of(), key, view, now);
    }

    @Override
    public Decision reconcileAfter(List<Refusal> refusals, ResourceKey key, ClusterView view, Instant now) {
        Resource autoscaler = view.get(key).orElse(null);
        if (autoscaler == null || autoscaler.isDeleting()) {
            return Decision.NOTHING;
        }
        Turn turn = new Turn(autoscaler, view, now, events);
        Decision decision;
        try {
            ScaleTarget target = ScaleTarget.of(autoscaler, view, kinds);
            decision = turn.with(target, Recommendation.of(autoscaler, target, view, kinds, now), refusals);
        } catch (AutoscalingException unscalable) {
            decision = turn.withoutScale(unscalable);
        }
        return decision.wakingAt(now.plus(PERIOD)).measured(view.measurements());
    }
}
