package dev.gyre.it.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Which faults this seed has, and how often each was hit: a run without faults proves little, so they are counted. */
final class Faults {

    private final Map<String, Integer> hits = new TreeMap<>();
    private final int unknownPercent;
    private final int repeatPercent;

    Faults(RandomGenerator random) {
        this.unknownPercent = random.nextInt(6);
        this.repeatPercent = random.nextInt(25);
    }

    int unknownPercent() {
        return unknownPercent;
    }

    int repeatPercent() {
        return repeatPercent;
    }

    void hit(String fault) {
        hits.merge(fault, 1, Integer::sum);
    }

    Map<String, Integer> hits() {
        return hits;
    }
}
