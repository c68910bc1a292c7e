package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a pod's specification may say about the pod itself: its fields and its containers' resources. */
public final class DownwardApi {
    private final Resource pod;
    private final NodeFacts node;
    private final String podIp;

    public DownwardApi(Resource pod, NodeFacts node, String podIp) {
        this.pod = pod;
        this.node = node;
        this.podIp = podIp;
    }

    /** The value of a {@code fieldRef}. */
    public String field(String path) {
        JsonNode spec = pod.json().path("spec");
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "metadata.uid" -> pod.uid();
            case "metadata.labels" -> lines(pod.labels());
            case "metadata.annotations" -> lines(pod.annotations());
            case "spec.nodeName" -> node.name();
            case "spec.serviceAccountName" -> spec.path("serviceAccountName").asString("default");
            case "status.hostIP", "status.hostIPs" -> node.hostIp();
            case "status.podIP", "status.podIPs" -> spec.path("hostNetwork").asBoolean(false) ? node.hostIp() : podIp;
            default -> subscript(path);
        };
    }

    private String subscript(String path) {
        int open = path.indexOf("['");
        if (open > 0 && path.endsWith("']")) {
            String key = path.substring(open + 2, path.length() - 2);
            switch (path.substring(0, open)) {
                case "metadata.labels" -> {
                    return pod.labels().getOrDefault(key, "");
                }
                case "metadata.annotations" -> {
                    return pod.annotations().getOrDefault(key, "");
                }
                default -> {}
            }
        }
        throw new ConfigErrorException("unsupported fieldPath: " + path);
    }

    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(e -> e.getKey() + "=\""
                                + e.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining("\n"));
    }

    /** The value of a {@code resourceFieldRef}; what a container does not limit is limited by the node. */
    public String resource(JsonNode reference, JsonNode ownContainer) {
        String resource = reference.path("resource").asString("");
        JsonNode container = containerNamed(reference.path("containerName").asString(""), ownContainer);
        JsonNode resources = container.path("resources");
        String[] parts = resource.split("\\.", 2);
        if (parts.length != 2) {
            throw new ConfigErrorException("unsupported container resource: " + resource);
        }
        boolean isCpu = parts[1].equals("cpu");
        JsonNode value = resources.path(parts[0]).path(parts[1]);
        long amount;
        if (!value.isMissingNode()) {
            amount = isCpu ? Amounts.millis(value) : Amounts.units(value);
        } else if (parts[0].equals("limits") && (isCpu || parts[1].equals("memory"))) {
            amount = isCpu ? node.allocatableCpuMillis() : node.allocatableMemoryBytes();
        } else {
            amount = 0;
        }
        JsonNode divisorNode = reference.path("divisor");
        long divisor = isCpu ? Amounts.millisOr(divisorNode, 1000) : Amounts.unitsOr(divisorNode, 1);
        return Long.toString(Math.ceilDiv(amount, Math.max(divisor, 1)));
    }

    private JsonNode containerNamed(String name, JsonNode ownContainer) {
        if (name.isEmpty()) {
            return ownContainer;
        }
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : pod.json().path("spec").path(list)) {
                if (container.path("name").asString("").equals(name)) {
                    return container;
                }
            }
        }
        throw new ConfigErrorException("container " + name + " not found");
    }
}
