package dev.gyre.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Runs of the main job. {@code -Dsimulation.seed=N} runs that one alone, {@code -Dsimulation.seeds=N} runs so many instead
 * of the few that every build runs. A seed that has failed once is kept in {@link #FAILED_ONCE} and always runs; what it found
 * it found in the run that it stood for then, which may be another one now.
 */
class SimulationTest {

    private static final long[] FAILED_ONCE = {
        3, // a status that had been given up as lost arrived behind a newer one, and stayed
        141, // a relay took a log that had moved on since its election for a store that had lost history
        3114, // the bounds were held against a pod that had been decided on before they began; the simulation's own
        // fault
        207084, // a kubelet that lost the answers to its first report and to its look whether that was made stayed
        // silent
        208824, // a kubelet that had listed its pods before one of them went started that one again when the list came
        301913, // a pod was not started while the one before it of its name was still being read
        600108, // a late deletion took a pod of a ReplicaSet that had grown since, after another had shrunk for its
        // sake
        706321, // a Job's pods failed on, so that it waited out its back-off; the simulation's own fault
        50009, // a kubelet that repeats a deletion may meet another node's pod of that name; the simulation's own fault
    };

    private static final int USUAL_SEEDS = 10;
    private static final long FIRST_SEED = 1_000;

    @Test
    void theMainJobUnderFaults() {
        Long only = Long.getLong("simulation.seed");
        if (only != null) {
            System.out.println(run(only));
            return;
        }
        List<MainJob.Result> results = new ArrayList<>();
        for (long seed : FAILED_ONCE) {
            results.add(run(seed));
        }
        int seeds = Integer.getInteger("simulation.seeds", USUAL_SEEDS);
        for (long i = 0; i < seeds; i++) {
            results.add(run(FIRST_SEED + i));
        }
        Map<String, Integer> faults = new TreeMap<>();
        results.forEach(result -> result.faults().forEach((fault, hits) -> faults.merge(fault, hits, Integer::sum)));
        int guardedCommits =
                results.stream().mapToInt(MainJob.Result::guardedCommits).sum();
        System.out.println(results.size() + " seeds, bounds held at " + guardedCommits + " commits, faults: " + faults);
        assertThat(guardedCommits).as("commits at which bounds were held").isPositive();
        assertThat(faults)
                .as("faults that were hit: runs without them prove little")
                .containsKeys(
                        "relay killed",
                        "relay stopped",
                        "records repeated",
                        "records delayed",
                        "owner paused",
                        "partitions taken over from a paused owner",
                        "write refused under an old epoch",
                        "outcome unknown");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(MainJob.run(7)).isEqualTo(MainJob.run(7));
        assertThat(MainJob.run(8).hash()).isNotEqualTo(MainJob.run(7).hash());
    }

    private static MainJob.Result run(long seed) {
        try {
            return MainJob.run(seed);
        } catch (Simulation.Violation e) {
            throw new AssertionError(
                    "seed " + seed + " (again: ./mvnw -pl integration-tests -am test -Dtest=SimulationTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=" + seed + "): "
                            + e.getMessage(),
                    e);
        }
    }
}
