package dev.gyre.schemas;

import java.util.Arrays;
import java.util.List;

/**
 * Where in an object the subresource {@code scale} finds what it speaks of, as field names from the root.
 *
 * @param specReplicas how many are wanted
 * @param statusReplicas how many there are
 * @param selector a label selector as text; empty for none
 */
public record ScalePaths(List<String> specReplicas, List<String> statusReplicas, List<String> selector) {

    /** Field names of {@code .spec.replicas}. */
    public static List<String> fields(String jsonPath) {
        return Arrays.stream(jsonPath.split("\\."))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
