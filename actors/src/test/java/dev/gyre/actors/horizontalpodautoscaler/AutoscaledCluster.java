package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.replay.Answer;
import dev.gyre.actors.replay.Replay;
import dev.gyre.actors.simulation.InMemoryCluster;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.DecisionRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToLongFunction;
import tools.jackson.databind.node.ObjectNode;

/** A workload that follows its scale at once, with what its pods use, and an autoscaler that looks at it every 15 s. */
final class AutoscaledCluster {

    private static final ResourceKey AUTOSCALER = ResourceKey.parse("horizontalpodautoscalers.autoscaling/default/web");
    private static final ResourceKey TARGET = ResourceKey.parse("deployments.apps/default/web");
    private static final int MILLI_REQUESTED = 200;

    private final InMemoryCluster cluster = new InMemoryCluster(Instant.parse("2026-11-23T10:00:00Z"));
    private final IntToLongFunction milliUsedOfPods;
    private final Random random;
    private final List<Integer> replicas = new ArrayList<>();
    private HorizontalPodAutoscalerReconciler reconciler =
            new HorizontalPodAutoscalerReconciler(KubernetesKinds.registry());

    /** @param milliUsedOfPods what each pod uses where there are so many */
    AutoscaledCluster(int replicas, ObjectNode autoscalerSpec, IntToLongFunction milliUsedOfPods, long seed) {
        this.milliUsedOfPods = milliUsedOfPods;
        this.random = new Random(seed);
        cluster.create(
                TARGET.toString(),
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{'replicas':" + replicas
                        + ",'selector':{'matchLabels':{'app':'web'}}},'status':{}}");
        autoscalerSpec
                .putObject("scaleTargetRef")
                .put("apiVersion", "apps/v1")
                .put("kind", "Deployment")
                .put("name", "web");
        ObjectNode autoscaler =
                Json.object().put("apiVersion", "autoscaling/v2").put("kind", "HorizontalPodAutoscaler");
        autoscaler.set("spec", autoscalerSpec);
        cluster.execute(new Command.Create(AUTOSCALER, autoscaler, List.of()));
        follow();
        this.replicas.add(replicas());
    }

    /** Looks once, and carries out what is decided; whoever is stopped in between leaves the rest to another. */
    void look(boolean mayBeStopped) {
        Decision decision = decide();
        int done = mayBeStopped && random.nextInt(3) == 0
                ? random.nextInt(decision.commands().size() + 1)
                : decision.commands().size();
        decision.commands().subList(0, done).forEach(cluster::execute);
        if (done < decision.commands().size()) {
            reconciler = new HorizontalPodAutoscalerReconciler(KubernetesKinds.registry());
        }
        follow();
        replicas.add(replicas());
        cluster.advanceSeconds(15);
    }

    Decision decide() {
        Map<String, String> answers = new LinkedHashMap<>();
        reconciler.questions(AUTOSCALER, cluster.view()).forEach(question -> answers.put(question, answer()));
        ClusterView view = cluster.view().measuring(answers);
        return reconciler.reconcile(AUTOSCALER, view, cluster.now());
    }

    /** The next decision as it would stand on the log, decided again on the same view without any measurement. */
    Answer replayed() {
        Decision decision = decide();
        DecisionRecord record = new DecisionRecord(
                "horizontalpodautoscaler/" + AUTOSCALER + "/1",
                reconciler.name(),
                "build",
                AUTOSCALER.toString(),
                cluster.view().revision(),
                cluster.now(),
                decision.inputs(),
                decision.reasons(),
                decision.commands());
        return new Replay(List.of(reconciler), (PersistentClusterView) cluster.view())
                .answers(List.of(), List.of(record))
                .getFirst();
    }

    int replicas() {
        return cluster.get(TARGET.toString()).json().at("/spec/replicas").asInt();
    }

    /** At the beginning, and after each look. */
    List<Integer> history() {
        return replicas;
    }

    private String answer() {
        ObjectNode answer = Json.object();
        ObjectNode pods = answer.putObject("pods");
        List<Resource> all = cluster.view().list("", "pods", "default");
        for (Resource pod : all) {
            ObjectNode sample = pods.putObject(pod.name())
                    .put("at", cluster.now().toString())
                    .put("window", "15s");
            sample.putObject("containers").putObject("web").put("cpu", milliUsedOfPods.applyAsLong(all.size()) + "m");
        }
        return Json.MAPPER.writeValueAsString(answer);
    }

    /** The workload's own controller, and its kubelets. */
    private void follow() {
        ObjectNode status = cluster.get(TARGET.toString()).copy();
        status.withObjectProperty("status").put("replicas", replicas());
        cluster.execute(new Command.Update(
                TARGET, "status", cluster.get(TARGET.toString()).revision(), status, List.of()));
        List<Resource> pods = cluster.view().list("", "pods", "default");
        for (int i = pods.size(); i > replicas(); i--) {
            cluster.remove(ResourceKey.parse("pods/default/web-" + i));
        }
        for (int i = pods.size() + 1; i <= replicas(); i++) {
            cluster.create(
                    "pods/default/web-" + i,
                    "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'web-" + i + "','labels':{'app':'web'}},"
                            + "'spec':{'containers':[{'name':'web','resources':{'requests':{'cpu':'" + MILLI_REQUESTED
                            + "m'}}}]},'status':{'phase':'Running','startTime':'2026-11-23T08:00:00Z','conditions':"
                            + "[{'type':'Ready','status':'True','lastTransitionTime':'2026-11-23T08:00:05Z'}]}}");
        }
    }
}
