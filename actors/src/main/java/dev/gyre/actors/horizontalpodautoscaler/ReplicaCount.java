package dev.gyre.actors.horizontalpodautoscaler;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many replicas a load asks for. What nothing is known of is taken to speak against any change: pods without samples are
 * taken to be busy where there seems to be too little to do, and idle where there seems to be too much, as starting pods are.
 * Where that turns the verdict round, nothing changes.
 */
record ReplicaCount(int replicas, Load.Usage usage) {

    static ReplicaCount of(int current, PodGroups pods, Load load, Tolerance tolerance) throws AutoscalingException {
        if (pods.counted().isEmpty()) {
            throw new AutoscalingException("did not receive metrics for targeted pods (pods might be unready)");
        }
        Load.Usage usage = load.of(pods.counted());
        double ratio = usage.ratio();
        boolean countsUnready = !pods.unready().isEmpty() && ratio > 1.0;
        if (!countsUnready && pods.missing().isEmpty()) {
            return new ReplicaCount(tolerance.allows(ratio) ? current : ceil(ratio * pods.ready()), usage);
        }
        Map<String, Long> assumed = new LinkedHashMap<>(pods.counted());
        if (ratio < 1.0) {
            pods.missing().forEach(pod -> assumed.put(pod, load.assumed(pod)));
        } else if (ratio > 1.0) {
            pods.missing().forEach(pod -> assumed.put(pod, 0L));
        }
        if (countsUnready) {
            pods.unready().forEach(pod -> assumed.put(pod, 0L));
        }
        double cautious = load.of(assumed).ratio();
        int wanted = ceil(cautious * assumed.size());
        boolean isOfTwoMinds = ratio < 1.0 && cautious > 1.0
                || ratio > 1.0 && cautious < 1.0
                || cautious < 1.0 && wanted > current
                || cautious > 1.0 && wanted < current;
        return new ReplicaCount(isOfTwoMinds || tolerance.allows(cautious) ? current : wanted, usage);
    }

    /** Rounded up, within what a number of replicas can be. */
    static int ceil(double replicas) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(replicas));
    }
}
