package dev.gyre.schemas.quantity;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Amounts of resources by name, ready to be counted with: whole numbers, of thousandths of a core for {@code cpu} and of the
 * unit itself (bytes, pods, devices) for everything else, rounded up. Immutable; what is not named is zero.
 */
public final class ResourceAmounts {

    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    public static final String PODS = "pods";

    public static final ResourceAmounts NONE = new ResourceAmounts(new TreeMap<>());

    private final TreeMap<String, Long> amounts;

    private ResourceAmounts(TreeMap<String, Long> amounts) {
        this.amounts = amounts;
    }

    /** Reads {@code requests}, {@code limits}, {@code capacity} or {@code allocatable}; a missing one is nothing. */
    public static ResourceAmounts of(JsonNode list) {
        if (!list.isObject() || list.isEmpty()) {
            return NONE;
        }
        TreeMap<String, Long> amounts = new TreeMap<>();
        list.properties().forEach(entry -> {
            Quantity quantity = Quantity.parse(entry.getValue().asString(""));
            amounts.put(entry.getKey(), entry.getKey().equals(CPU) ? quantity.milliValue() : quantity.value());
        });
        return new ResourceAmounts(amounts);
    }

    public static ResourceAmounts of(Map<String, Long> amounts) {
        return amounts.isEmpty() ? NONE : new ResourceAmounts(new TreeMap<>(amounts));
    }

    public long get(String resource) {
        return amounts.getOrDefault(resource, 0L);
    }

    /** The amount in the API's notation. */
    public Quantity quantity(String resource) {
        return quantity(resource, get(resource));
    }

    public boolean has(String resource) {
        return amounts.containsKey(resource);
    }

    public long milliCpu() {
        return get(CPU);
    }

    public long memoryBytes() {
        return get(MEMORY);
    }

    public boolean isEmpty() {
        return amounts.isEmpty();
    }

    /** All that are named, in the order of their names. */
    public Map<String, Long> asMap() {
        return java.util.Collections.unmodifiableMap(amounts);
    }

    public ResourceAmounts plus(ResourceAmounts other) {
        return combine(other, ResourceAmounts::saturatedSum);
    }

    public ResourceAmounts minus(ResourceAmounts other) {
        return combine(other, (a, b) -> a - b);
    }

    /** Of each resource the larger amount. */
    public ResourceAmounts max(ResourceAmounts other) {
        return combine(other, Math::max);
    }

    /** These amounts, with those of the other in place of any that both name. */
    public ResourceAmounts replacedBy(ResourceAmounts other) {
        TreeMap<String, Long> replaced = new TreeMap<>(amounts);
        replaced.putAll(other.amounts);
        return new ResourceAmounts(replaced);
    }

    /** Whether there is at least as much of everything in the other. */
    public boolean fitsInto(ResourceAmounts other) {
        return amounts.entrySet().stream().allMatch(entry -> entry.getValue() <= other.get(entry.getKey()));
    }

    private ResourceAmounts combine(ResourceAmounts other, LongBinaryOperator operator) {
        if (other.amounts.isEmpty()) {
            return this;
        }
        TreeMap<String, Long> combined = new TreeMap<>(amounts);
        other.amounts.forEach(
                (resource, amount) -> combined.put(resource, operator.applyAsLong(get(resource), amount)));
        return new ResourceAmounts(combined);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? Long.MAX_VALUE : sum;
    }

    /** In the API's notation. */
    public ObjectNode toJson() {
        ObjectNode json = dev.gyre.schemas.Json.object();
        amounts.forEach((resource, amount) ->
                json.put(resource, quantity(resource, amount).toString()));
        return json;
    }

    private static Quantity quantity(String resource, long amount) {
        if (resource.equals(CPU)) {
            return Quantity.ofMilli(amount);
        }
        boolean isBytes = resource.equals(MEMORY) || resource.endsWith("storage") || resource.startsWith("hugepages-");
        return isBytes ? Quantity.ofBytes(amount) : Quantity.of(amount);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceAmounts r && amounts.equals(r.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}
