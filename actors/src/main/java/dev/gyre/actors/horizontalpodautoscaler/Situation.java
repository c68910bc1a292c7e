package dev.gyre.actors.horizontalpodautoscaler;

import dev.gyre.schemas.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** All that a number of replicas depends on, beside what is wanted. */
record Situation(
        ScaleTarget target, List<Resource> pods, Map<String, String> answers, Tolerance tolerance, Instant now) {

    Answer answer(String question) {
        return Answer.read(answers.get(question));
    }

    void requirePods() throws AutoscalingException {
        if (pods.isEmpty()) {
            throw new AutoscalingException("no pods returned by selector while calculating replica count");
        }
    }

    /** As many more or fewer of the ready pods as a measure of the whole is above or below its target. */
    int byRatio(double ratio) throws AutoscalingException {
        if (target.replicas() == 0) {
            return ReplicaCount.ceil(ratio);
        }
        if (tolerance.allows(ratio)) {
            return target.replicas();
        }
        requirePods();
        long ready = pods.stream()
                .map(dev.gyre.actors.workload.PodState::new)
                .filter(pod -> pod.phase().equals("Running") && pod.isReady())
                .count();
        return ReplicaCount.ceil(ratio * ready);
    }

    /** As many as there have to be for each to have its share of a whole. */
    int byShare(long whole, long share) {
        int replicas = target.statusReplicas();
        double ratio = (double) whole / ((double) share * replicas);
        return tolerance.allows(ratio) ? replicas : ReplicaCount.ceil((double) whole / share);
    }
}
