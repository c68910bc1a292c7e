package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A pod's {@code /etc/hosts}, in the form that people know from the kubelet: itself, and the aliases it asked for. */
public final class HostsFile {
    private static final String LOCAL = """
            # Kubernetes-managed hosts file.
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            fe00::0\tip6-mcastprefix
            fe00::1\tip6-allnodes
            fe00::2\tip6-allrouters
            """;

    private HostsFile() {}

    /** @param nodesOwn the node's file, which is a pod's that shares its network */
    public static String of(Resource pod, PodHostname hostname, String podIp, String nodesOwn) {
        JsonNode spec = pod.json().path("spec");
        StringBuilder text = new StringBuilder();
        if (spec.path("hostNetwork").asBoolean(false)) {
            text.append("# Kubernetes-managed hosts file (host network).\n").append(nodesOwn);
            if (!nodesOwn.isEmpty() && !nodesOwn.endsWith("\n")) {
                text.append('\n');
            }
        } else {
            String names = hostname.domain().isEmpty()
                    ? hostname.shortName()
                    : hostname.shortName() + "." + hostname.domain() + "\t" + hostname.shortName();
            text.append(LOCAL).append(podIp).append('\t').append(names).append('\n');
        }
        List<String> aliases = aliases(spec);
        if (!aliases.isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
            aliases.forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private static List<String> aliases(JsonNode spec) {
        List<String> lines = new ArrayList<>();
        for (JsonNode alias : spec.path("hostAliases")) {
            StringBuilder line = new StringBuilder(alias.path("ip").asString(""));
            alias.path("hostnames").forEach(name -> line.append('\t').append(name.asString("")));
            lines.add(line.toString());
        }
        return lines;
    }
}
