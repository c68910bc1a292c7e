package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.actors.workload.PodState;
import dev.gyre.actors.workload.Timestamp;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The pods of a target by what their samples are worth. Pods on their way out and failed ones do not count at all; of a pod
 * that is starting, what it uses now says nothing of what it will.
 *
 * @param counted what is measured of the pods that count, in thousandths, by name
 * @param unready pods that are not there yet
 * @param missing pods of which there is no sample
 * @param ready how many of the counted are pods that there are
 */
record PodGroups(Map<String, Long> counted, Set<String> unready, Set<String> missing, int ready) {

    /** A pod that became unready this long after its start had been ready before. */
    private static final Duration FIRST_READINESS = Duration.ofSeconds(30);
    /** How long a starting pod may use more CPU than it will. */
    private static final Duration CPU_INITIALIZATION = Duration.ofMinutes(5);

    /** @param isCpu of CPU, samples of starting pods are left out */
    static PodGroups of(List<Resource> pods, Map<String, Sample> samples, boolean isCpu, Instant now) {
        Map<String, Long> counted = new LinkedHashMap<>();
        samples.forEach((name, sample) -> counted.put(name, sample.milli()));
        Set<String> unready = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        int ready = 0;
        for (Resource pod : pods) {
            String phase = new PodState(pod).phase();
            Sample sample = samples.get(pod.name());
            if (pod.isDeleting() || phase.equals("Failed")) {
                counted.remove(pod.name());
            } else if (phase.equals("Pending") || isCpu && sample != null && isStarting(pod, sample, now)) {
                counted.remove(pod.name());
                unready.add(pod.name());
            } else if (sample == null) {
                missing.add(pod.name());
            } else {
                ready++;
            }
        }
        return new PodGroups(counted, unready, missing, ready);
    }

    private static boolean isStarting(Resource pod, Sample sample, Instant now) {
        JsonNode condition = readiness(pod);
        Instant started = Timestamp.read(pod.json().path("status").path("startTime"));
        if (condition == null || started == null) {
            return true;
        }
        boolean isUnready = condition.path("status").asString("").equals("False");
        Instant since = Timestamp.read(condition.path("lastTransitionTime"));
        Instant transition = since == null ? Instant.EPOCH : since;
        if (started.plus(CPU_INITIALIZATION).isAfter(now)) {
            return isUnready || sample.at().isBefore(transition.plus(sample.window()));
        }
        return isUnready && started.plus(FIRST_READINESS).isAfter(transition);
    }

    private static @Nullable JsonNode readiness(Resource pod) {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition;
            }
        }
        return null;
    }
}
