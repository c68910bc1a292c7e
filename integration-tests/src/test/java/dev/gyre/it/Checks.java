package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/** One column of a matrix: what a client does, by name. All are tried, so that one fault does not hide the others. */
final class Checks {

    private final String client;
    private final Map<String, String> faults = new LinkedHashMap<>();
    private int done;

    Checks(String client) {
        this.client = client;
    }

    /** Something that a client does; false is a fault, and so is whatever it throws. */
    @FunctionalInterface
    interface Check {
        boolean holds() throws Exception;
    }

    Checks check(String name, Check check) {
        done++;
        try {
            if (!check.holds()) {
                faults.put(name, "does not hold");
            }
        } catch (Exception | AssertionError e) {
            faults.put(name, e.toString());
        }
        return this;
    }

    void allHold() {
        assertThat(done).isPositive();
        assertThat(faults).as(client).isEmpty();
    }
}
