package dev.gyre.actors.horizontalpodautoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.replay.Answer;
import dev.gyre.schemas.Json;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is measured and however it is to behave, an autoscaler keeps its bounds, and comes to rest where the load does. */
class AutoscalingPropertiesTest {

    private static final int LOOKS = 90;

    @Property(tries = 40)
    void staysWithinItsBounds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int start,
            @ForAll @LongRange(max = 3000) long load) {
        Random random = new Random(seed);
        ObjectNode spec = spec(random);
        int min = spec.path("minReplicas").asInt();
        int max = spec.path("maxReplicas").asInt();
        AutoscaledCluster cluster = new AutoscaledCluster(start, spec, pods -> random.nextLong(load + 1) / pods, seed);
        for (int i = 0; i < LOOKS; i++) {
            cluster.look(true);
        }
        List<Integer> replicas = cluster.history();
        for (int i = 1; i < replicas.size(); i++) {
            int before = replicas.get(i - 1);
            assertThat(replicas.get(i))
                    .as("after " + replicas.subList(0, i) + " of " + min + " to " + max)
                    .isBetween(Math.min(min, before), Math.max(max, before));
        }
        assertThat(cluster.replicas()).isBetween(min, max);
    }

    @Property(tries = 40)
    void goesOneWayOnlyWhilePodsUseTheSame(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int start,
            @ForAll @LongRange(max = 400) long used) {
        ObjectNode spec = spec(new Random(seed));
        AutoscaledCluster cluster = new AutoscaledCluster(start, spec, pods -> used, seed);
        for (int i = 0; i < LOOKS; i++) {
            cluster.look(false);
        }
        List<Integer> inBounds = cluster.history().subList(2, cluster.history().size());
        assertThat(inBounds.equals(inBounds.stream().sorted().toList())
                        || inBounds.reversed().equals(inBounds.stream().sorted().toList()))
                .as("one way, within the bounds: " + cluster.history())
                .isTrue();
    }

    @Property(tries = 40)
    void comesToRestUnderAConstantLoadAndWritesNothingThen(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int start,
            @ForAll @LongRange(max = 3000) long load) {
        ObjectNode spec = spec(new Random(seed));
        AutoscaledCluster cluster = new AutoscaledCluster(start, spec, pods -> load / pods, seed);
        for (int i = 0; i < LOOKS; i++) {
            cluster.look(false);
        }
        assertThat(cluster.decide().commands())
                .as("after " + cluster.history() + " by " + spec)
                .isEmpty();
        assertThat(turns(cluster.history())).as("turns of " + cluster.history()).isLessThanOrEqualTo(2);
    }

    @Property(tries = 40)
    void endsInTheSamePlaceWhereverItIsStopped(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int start,
            @ForAll @LongRange(max = 400) long used) {
        AutoscaledCluster calm = new AutoscaledCluster(start, spec(new Random(seed)), pods -> used, seed);
        AutoscaledCluster stopped = new AutoscaledCluster(start, spec(new Random(seed)), pods -> used, seed);
        for (int i = 0; i < LOOKS; i++) {
            assertThat(calm.replayed()).isInstanceOf(Answer.Same.class);
            calm.look(false);
            stopped.look(i < LOOKS / 3);
        }
        assertThat(stopped.replicas())
                .as(stopped.history() + " instead of " + calm.history())
                .isEqualTo(calm.replicas());
        assertThat(stopped.decide().commands()).isEmpty();
    }

    /** How often it went the other way. */
    private static int turns(List<Integer> replicas) {
        int turns = 0;
        int direction = 0;
        for (int i = 1; i < replicas.size(); i++) {
            int step = Integer.signum(replicas.get(i) - replicas.get(i - 1));
            if (step != 0 && step != direction) {
                turns += direction == 0 ? 0 : 1;
                direction = step;
            }
        }
        return turns;
    }

    private static ObjectNode spec(Random random) {
        int min = 1 + random.nextInt(4);
        ObjectNode spec = Json.object().put("minReplicas", min).put("maxReplicas", min + random.nextInt(9));
        ObjectNode resource =
                spec.putArray("metrics").addObject().put("type", "Resource").putObject("resource");
        resource.put("name", "cpu")
                .putObject("target")
                .put("type", "Utilization")
                .put("averageUtilization", 50);
        if (random.nextBoolean()) {
            ObjectNode behavior = spec.putObject("behavior");
            rules(random, behavior.putObject("scaleUp"), 0);
            rules(random, behavior.putObject("scaleDown"), 300);
        }
        return spec;
    }

    private static void rules(Random random, ObjectNode rules, int window) {
        rules.put("stabilizationWindowSeconds", random.nextBoolean() ? window : random.nextInt(200))
                .put("selectPolicy", random.nextBoolean() ? "Max" : "Min");
        ArrayNode policies = rules.putArray("policies");
        for (int i = random.nextInt(3); i >= 0; i--) {
            policies.addObject()
                    .put("type", random.nextBoolean() ? "Pods" : "Percent")
                    .put("value", 1 + random.nextInt(100))
                    .put("periodSeconds", 1 + random.nextInt(90));
        }
    }
}
