package dev.gyre.schemas.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is remembered of earlier counts makes no difference, whatever changed, and in whatever order pictures come. */
class UsageCounterTest {

    private static final List<String> RESOURCES = List.of("pods", "count/pods", "requests.cpu", "limits.memory");
    private static final Quota ALL = quota("");
    private static final Quota BEST_EFFORT = quota("BestEffort");

    private record Picture(TreeMap<String, ObjectNode> pods) implements NamespaceContent<ObjectNode> {
        @Override
        public Iterable<ObjectNode> list(String group, String plural) {
            return pods.values();
        }

        @Override
        public int count(String group, String plural) {
            return pods.size();
        }

        @Override
        public String name(ObjectNode pod) {
            return pod.path("metadata").path("name").asString();
        }

        @Override
        public JsonNode json(ObjectNode pod) {
            return pod;
        }
    }

    @Property(tries = 100)
    void aCountIsThatOfWhatIsShown(@ForAll long seed) {
        Random random = new Random(seed);
        UsageCounter<ObjectNode> counter = new UsageCounter<>();
        List<Picture> pictures = new ArrayList<>(List.of(new Picture(new TreeMap<>())));
        for (int step = 0; step < 40; step++) {
            TreeMap<String, ObjectNode> next = new TreeMap<>(pictures.getLast().pods());
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                String name = "p" + random.nextInt(12);
                if (random.nextInt(3) == 0) {
                    next.remove(name);
                } else {
                    next.put(name, pod(name, random));
                }
            }
            pictures.add(new Picture(next));
            Picture shown = pictures.get(random.nextInt(pictures.size()));
            Usage counted = counter.count("default", "", "pods", shown);
            Usage afresh = new UsageCounter<ObjectNode>().count("default", "", "pods", shown);
            for (String resource : RESOURCES) {
                assertThat(counted.of(resource, ALL)).isEqualByComparingTo(afresh.of(resource, ALL));
                assertThat(counted.of(resource, BEST_EFFORT)).isEqualByComparingTo(afresh.of(resource, BEST_EFFORT));
            }
            assertThat(counted.of("count/pods", ALL).intValueExact())
                    .isEqualTo(shown.pods().size());
        }
    }

    private static ObjectNode pod(String name, Random random) {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", name);
        ObjectNode resources = pod.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "c")
                .putObject("resources");
        if (random.nextBoolean()) {
            resources.putObject("requests").put("cpu", random.nextInt(1, 9) + "00m");
            // As much as there can be: sums of it are beyond what a quantity holds.
            resources.putObject("limits").put("memory", random.nextBoolean() ? "7Ei" : "1Mi");
        }
        if (random.nextInt(4) == 0) {
            pod.putObject("status").put("phase", "Failed");
        }
        return pod;
    }

    private static Quota quota(String scope) {
        ObjectNode quota = Json.object();
        ObjectNode spec = quota.putObject("spec");
        RESOURCES.forEach(resource -> spec.withObjectProperty("hard").put(resource, "1"));
        if (!scope.isEmpty()) {
            spec.putArray("scopes").add(scope);
        }
        return Quota.of(quota);
    }
}
