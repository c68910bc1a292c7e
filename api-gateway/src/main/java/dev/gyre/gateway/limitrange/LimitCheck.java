package dev.gyre.gateway.limitrange;

import dev.gyre.gateway.rules.ResourceNames;
import dev.gyre.schemas.quantity.PodResources;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.quantity.ResourceAmounts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether what containers, pods and claims ask for lies between the bounds of a limit range. A bound on what was left open is
 * not met.
 */
final class LimitCheck {

    private final String type;
    private final SortedMap<String, Quantity> requests;
    private final SortedMap<String, Quantity> limits;
    private final LinkedHashSet<String> faults;

    private LimitCheck(
            String type,
            SortedMap<String, Quantity> requests,
            SortedMap<String, Quantity> limits,
            LinkedHashSet<String> faults) {
        this.type = type;
        this.requests = requests;
        this.limits = limits;
        this.faults = faults;
    }

    /** What is wrong with the pod, each fault once. */
    static List<String> ofPod(List<JsonNode> items, JsonNode spec) {
        LinkedHashSet<String> faults = new LinkedHashSet<>();
        for (JsonNode item : items) {
            switch (item.path("type").asString("")) {
                case "Container" -> {
                    for (String list : List.of("containers", "initContainers")) {
                        for (JsonNode container : spec.path(list)) {
                            JsonNode resources = container.path("resources");
                            new LimitCheck(
                                            "Container",
                                            amounts(resources.path("requests")),
                                            amounts(resources.path("limits")),
                                            faults)
                                    .check(item);
                        }
                    }
                }
                case "Pod" ->
                    new LimitCheck(
                                    "Pod",
                                    amounts(PodResources.requests(spec)),
                                    amounts(PodResources.limits(spec)),
                                    faults)
                            .check(item);
                default -> {}
            }
        }
        return new ArrayList<>(faults);
    }

    /** What is wrong with the claim: it has requests and no limits. */
    static List<String> ofClaim(List<JsonNode> items, JsonNode spec) {
        LinkedHashSet<String> faults = new LinkedHashSet<>();
        for (JsonNode item : items) {
            if (item.path("type").asString("").equals("PersistentVolumeClaim")) {
                SortedMap<String, Quantity> requests =
                        amounts(spec.path("resources").path("requests"));
                LimitCheck check = new LimitCheck("PersistentVolumeClaim", requests, new TreeMap<>(), faults);
                amounts(item.path("min")).forEach(check::min);
                amounts(item.path("max")).forEach((resource, max) -> check.max(resource, max, "request", requests));
            }
        }
        return new ArrayList<>(faults);
    }

    private static SortedMap<String, Quantity> amounts(JsonNode list) {
        SortedMap<String, Quantity> amounts = new TreeMap<>();
        for (var amount : list.properties()) {
            Quantity quantity = ResourceNames.quantity(amount.getValue());
            if (quantity != null) {
                amounts.put(amount.getKey(), quantity);
            }
        }
        return amounts;
    }

    private static SortedMap<String, Quantity> amounts(ResourceAmounts sums) {
        SortedMap<String, Quantity> amounts = new TreeMap<>();
        sums.asMap().keySet().forEach(resource -> amounts.put(resource, sums.quantity(resource)));
        return amounts;
    }

    private void check(JsonNode item) {
        amounts(item.path("min")).forEach(this::min);
        amounts(item.path("max")).forEach((resource, max) -> {
            if (max(resource, max, "limit", limits)) {
                notAbove(resource, max, "request", requests.get(resource));
            }
        });
        amounts(item.path("maxLimitRequestRatio")).forEach(this::ratio);
    }

    private void min(String resource, Quantity min) {
        Quantity request = requests.get(resource);
        Quantity limit = limits.get(resource);
        String bound = "minimum %s usage per %s is %s".formatted(resource, type, min);
        if (request == null) {
            faults.add(bound + ".  No request is specified");
        } else if (request.compareTo(min) < 0) {
            faults.add(bound + ", but request is " + request);
        } else if (limit != null && limit.compareTo(min) < 0) {
            faults.add(bound + ", but limit is " + limit);
        }
    }

    /** Whether there is an amount, and no greater one than allowed. */
    private boolean max(String resource, Quantity max, String word, SortedMap<String, Quantity> amounts) {
        Quantity amount = amounts.get(resource);
        if (amount == null) {
            faults.add("maximum %s usage per %s is %s.  No %s is specified".formatted(resource, type, max, word));
            return false;
        }
        return notAbove(resource, max, word, amount);
    }

    private boolean notAbove(String resource, Quantity max, String word, @Nullable Quantity amount) {
        boolean isAbove = amount != null && amount.compareTo(max) > 0;
        if (isAbove) {
            faults.add("maximum %s usage per %s is %s, but %s is %s".formatted(resource, type, max, word, amount));
        }
        return !isAbove;
    }

    private void ratio(String resource, Quantity max) {
        Quantity request = requests.get(resource);
        Quantity limit = limits.get(resource);
        String bound = "%s max limit to request ratio per %s is %s".formatted(resource, type, max);
        if (request == null || request.isZero()) {
            faults.add(bound + ", but no request is specified or request is 0");
        } else if (limit == null || limit.isZero()) {
            faults.add(bound + ", but no limit is specified or limit is 0");
        } else {
            BigDecimal ratio = limit.amount().divide(request.amount(), MathContext.DECIMAL64);
            if (ratio.compareTo(max.amount()) > 0) {
                faults.add(bound + ", but provided ratio is " + ItemAmounts.sixDigits(ratio));
            }
        }
    }
}
