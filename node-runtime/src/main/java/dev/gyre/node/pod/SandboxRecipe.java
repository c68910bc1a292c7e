package dev.gyre.node.pod;

import dev.gyre.node.runtime.SandboxSpec;
import dev.gyre.node.runtime.SandboxSpec.PublishedPort;
import dev.gyre.schemas.Resource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A pod's sandbox as the runtime is asked for it: its name, its published ports and its kernel settings. */
public final class SandboxRecipe {
    private SandboxRecipe() {}

    public static SandboxSpec of(Resource pod, int attempt, NodeFacts node) {
        JsonNode spec = pod.json().path("spec");
        boolean hasHostNetwork = spec.path("hostNetwork").asBoolean(false);
        return new SandboxSpec(
                ContainerRecipe.identity(pod, node),
                attempt,
                PodHostname.of(pod, node.clusterDomain()).kernel(),
                hasHostNetwork,
                spec.path("hostIPC").asBoolean(false),
                hasHostNetwork ? List.of() : ports(spec),
                sysctls(spec));
    }

    private static List<PublishedPort> ports(JsonNode spec) {
        Set<PublishedPort> ports = new LinkedHashSet<>();
        for (JsonNode container : spec.path("containers")) {
            for (JsonNode port : container.path("ports")) {
                int hostPort = port.path("hostPort").asInt(0);
                if (hostPort > 0) {
                    ports.add(new PublishedPort(
                            hostPort,
                            port.path("containerPort").asInt(),
                            port.path("protocol").asString("TCP").toLowerCase(java.util.Locale.ROOT),
                            port.path("hostIP").asString("")));
                }
            }
        }
        return List.copyOf(ports);
    }

    private static Map<String, String> sysctls(JsonNode spec) {
        Map<String, String> sysctls = new LinkedHashMap<>();
        for (JsonNode sysctl : spec.path("securityContext").path("sysctls")) {
            sysctls.put(sysctl.path("name").asString(""), sysctl.path("value").asString(""));
        }
        return sysctls;
    }
}
