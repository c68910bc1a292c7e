package dev.gyre.actors.horizontalpodautoscaler;

import java.util.Map;

/** How samples of pods compare with what there should be. */
interface Load {

    /**
     * @param ratio of what is measured to its target
     * @param percent of what was requested; 0 where nobody asked
     * @param average thousandths a pod
     */
    record Usage(double ratio, int percent, long average) {}

    /** @param samples thousandths by pod, at least one */
    Usage of(Map<String, Long> samples) throws AutoscalingException;

    /** What a pod is taken to use that nothing is known of, when the others seem to need less. */
    long assumed(String pod);

    /** Compared with an amount a pod, in thousandths. */
    static Load average(long target) {
        return new Load() {
            @Override
            public Usage of(Map<String, Long> samples) {
                long average =
                        samples.values().stream().mapToLong(Long::longValue).sum() / samples.size();
                return new Usage((double) average / target, 0, average);
            }

            @Override
            public long assumed(String pod) {
                return target;
            }
        };
    }

    /** Compared with a share of what the pods request, in percent. */
    static Load utilization(int target, Map<String, Long> requests) {
        return new Load() {
            @Override
            public Usage of(Map<String, Long> samples) throws AutoscalingException {
                long used = 0;
                long requested = 0;
                int pods = 0;
                for (Map.Entry<String, Long> sample : samples.entrySet()) {
                    Long request = requests.get(sample.getKey());
                    if (request != null) {
                        used += sample.getValue();
                        requested += request;
                        pods++;
                    }
                }
                if (requested == 0) {
                    throw new AutoscalingException("no metrics returned matched known pods");
                }
                int percent = (int) (used * 100 / requested);
                return new Usage((double) percent / target, percent, used / pods);
            }

            @Override
            public long assumed(String pod) {
                return requests.getOrDefault(pod, 0L) * Math.max(100, target) / 100;
            }
        };
    }
}
