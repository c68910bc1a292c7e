package dev.gyre.schemas.quota;

import dev.gyre.schemas.quantity.Quantity;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What one object takes of each resource that a quota may limit. Every kind but Events counts as {@code count/<kind>}; some
 * also under an older name; pods, Services and claims take more than themselves.
 */
public final class ObjectUsage {

    private static final Quantity ONE = Quantity.of(1);
    private static final String COUNT = "count/";
    private static final Set<String> ALSO_BY_PLURAL =
            Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");
    private static final Set<String> MORE_THAN_ONE = Set.of("pods", "services", "persistentvolumeclaims");
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private ObjectUsage() {}

    /** Whether objects of this kind count at all. */
    public static boolean isCounted(String groupResource) {
        return !groupResource.equals("events");
    }

    /** Whether all objects of the kind take the same, however they are made. */
    static boolean isUniform(String groupResource) {
        return !MORE_THAN_ONE.contains(groupResource);
    }

    /** Takes an object of the kind; a uniform kind is not looked at. */
    public static SortedMap<String, Quantity> of(String groupResource, JsonNode object) {
        SortedMap<String, Quantity> usage = new TreeMap<>();
        usage.put(COUNT + groupResource, ONE);
        switch (groupResource) {
            case "pods" -> PodUsage.addTo(usage, object);
            case "services" -> addService(usage, object.path("spec"));
            case "persistentvolumeclaims" -> addClaim(usage, object);
            default -> {
                if (ALSO_BY_PLURAL.contains(groupResource)) {
                    usage.put(groupResource, ONE);
                }
            }
        }
        return usage;
    }

    /** The one kind whose objects take of this resource; empty where there is none. */
    public static String takenBy(String resource) {
        if (resource.startsWith(COUNT)) {
            return resource.substring(COUNT.length());
        }
        if (resource.equals("services") || resource.startsWith("services.")) {
            return "services";
        }
        if (ALSO_BY_PLURAL.contains(resource)) {
            return resource;
        }
        boolean isOfClaims = resource.equals("persistentvolumeclaims")
                || resource.equals("requests.storage")
                || resource.contains(OF_CLASS);
        if (isOfClaims) {
            return "persistentvolumeclaims";
        }
        return PodUsage.isTakenByPods(resource) ? "pods" : "";
    }

    private static void addService(SortedMap<String, Quantity> usage, JsonNode spec) {
        usage.put("services", ONE);
        switch (spec.path("type").asString("")) {
            case "NodePort" ->
                usage.put("services.nodeports", Quantity.of(spec.path("ports").size()));
            case "LoadBalancer" -> {
                usage.put("services.loadbalancers", ONE);
                usage.put("services.nodeports", Quantity.of(nodePorts(spec)));
            }
            default -> {}
        }
    }

    private static long nodePorts(JsonNode spec) {
        JsonNode ports = spec.path("ports");
        return spec.path("allocateLoadBalancerNodePorts").asBoolean(true)
                ? ports.size()
                : ports.valueStream()
                        .filter(port -> port.path("nodePort").asInt(0) > 0)
                        .count();
    }

    private static void addClaim(SortedMap<String, Quantity> usage, JsonNode claim) {
        JsonNode spec = claim.path("spec");
        String storageClass = claim.path("metadata")
                .path("annotations")
                .path(CLASS_ANNOTATION)
                .asString(spec.path("storageClassName").asString(""));
        put(usage, "persistentvolumeclaims", ONE, storageClass);
        JsonNode requested = spec.path("resources").path("requests").path("storage");
        if (requested.isString()) {
            put(usage, "requests.storage", Quantity.parse(requested.asString()), storageClass);
        }
    }

    private static void put(SortedMap<String, Quantity> usage, String resource, Quantity amount, String storageClass) {
        usage.put(resource, amount);
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + resource, amount);
        }
    }
}
