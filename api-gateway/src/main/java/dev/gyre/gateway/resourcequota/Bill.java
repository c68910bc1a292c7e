package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.quota.Quota;
import dev.gyre.schemas.quota.Usage;
import dev.gyre.schemas.quota.UsageCounter;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One write, held against one quota after another. What others use is counted where the first one asks. */
final class Bill {
    private final Candidate candidate;
    private final String groupResource;
    private final UsageCounter<StoredObject> counter;
    private final Charge after;
    private final @Nullable Charge before;
    private @Nullable Usage counted;
    private boolean takesSomething;

    Bill(Candidate candidate, UsageCounter<StoredObject> counter) {
        this.candidate = candidate;
        this.groupResource = candidate.kind().groupResource();
        this.counter = counter;
        this.after = Charge.of(groupResource, candidate.object());
        this.before = candidate.old() == null ? null : Charge.of(groupResource, candidate.old());
    }

    boolean takesSomething() {
        return takesSomething;
    }

    /** Why the quota forbids the write; empty where it does not. */
    String fault(Quota quota) {
        if (!quota.covers(after.traits())) {
            return "";
        }
        if (before == null && groupResource.equals("pods")) {
            String missing = MissingAmounts.in(candidate.object(), quota);
            if (!missing.isEmpty()) {
                return "failed quota: %s: %s".formatted(quota.name(), missing);
            }
        }
        SortedMap<String, Quantity> had = before == null ? new TreeMap<>() : before.of(quota);
        SortedMap<String, Quantity> requested = after.beyond(had, quota);
        takesSomething |= !requested.isEmpty();
        return requested.isEmpty() ? "" : exceeded(quota, requested, had);
    }

    private String exceeded(Quota quota, SortedMap<String, Quantity> requested, SortedMap<String, Quantity> had) {
        SortedMap<String, Quantity> asked = new TreeMap<>();
        SortedMap<String, Quantity> used = new TreeMap<>();
        SortedMap<String, Quantity> limited = new TreeMap<>();
        requested.forEach((resource, growth) -> {
            Quantity hard = quota.hard().getOrDefault(resource, Quantity.ZERO);
            BigDecimal present = usedByOthers(resource, quota)
                    .add(had.getOrDefault(resource, Quantity.ZERO).amount());
            if (present.add(growth.amount()).compareTo(hard.amount()) > 0) {
                Quantity notation = hard.isZero() ? growth : hard;
                asked.put(resource, Quantity.of(growth.amount(), notation));
                used.put(resource, Quantity.of(present, notation));
                limited.put(resource, hard);
            }
        });
        return limited.isEmpty()
                ? ""
                : "exceeded quota: %s, requested: %s, used: %s, limited: %s"
                        .formatted(quota.name(), printed(asked), printed(used), printed(limited));
    }

    private BigDecimal usedByOthers(String resource, Quota quota) {
        ResourceKey key = candidate.key();
        if (counted == null) {
            counted = counter.count(
                    key.namespace(),
                    key.group(),
                    key.plural(),
                    new NamespaceObjects(candidate.others(), key.namespace()));
        }
        BigDecimal all = counted.of(resource, quota);
        StoredObject own = candidate.others().get(key);
        return own == null
                ? all
                : all.subtract(Charge.of(groupResource, own.json())
                        .of(quota)
                        .getOrDefault(resource, Quantity.ZERO)
                        .amount());
    }

    private static String printed(SortedMap<String, Quantity> amounts) {
        return amounts.entrySet().stream()
                .map(amount -> amount.getKey() + "=" + amount.getValue())
                .collect(Collectors.joining(","));
    }
}
