package dev.gyre.schemas.quota;

import dev.gyre.schemas.quantity.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * What objects of one kind take together, kept apart by the traits that scopes may ask for. Sums are exact and unbounded,
 * so that what was added can be taken away again.
 */
public final class Usage {

    private final Map<Traits, Map<String, BigDecimal>> sums = new HashMap<>();

    Usage() {}

    Usage(Usage other) {
        other.sums.forEach((traits, sum) -> sums.put(traits, new HashMap<>(sum)));
    }

    /** Of all objects with traits that the quota covers. */
    public BigDecimal of(String resource, Quota quota) {
        BigDecimal total = BigDecimal.ZERO;
        for (Map.Entry<Traits, Map<String, BigDecimal>> sum : sums.entrySet()) {
            if (quota.covers(sum.getKey())) {
                total = total.add(sum.getValue().getOrDefault(resource, BigDecimal.ZERO));
            }
        }
        return total;
    }

    void add(Traits traits, SortedMap<String, Quantity> usage, int times) {
        BigDecimal factor = BigDecimal.valueOf(times);
        Map<String, BigDecimal> sum = sums.computeIfAbsent(traits, t -> new HashMap<>());
        usage.forEach(
                (resource, amount) -> sum.merge(resource, amount.amount().multiply(factor), Usage::sumUnlessZero));
        if (sum.isEmpty()) {
            sums.remove(traits);
        }
    }

    /** Null, and so no entry, for nothing. */
    @SuppressWarnings("NullAway") // Map.merge removes where it is given null.
    private static BigDecimal sumUnlessZero(BigDecimal a, BigDecimal b) {
        BigDecimal sum = a.add(b);
        return sum.signum() == 0 ? null : sum;
    }
}
