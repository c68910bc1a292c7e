package dev.gyre.node.volume;

import dev.gyre.node.pod.HostsFile;
import dev.gyre.node.pod.NodeFacts;
import dev.gyre.node.pod.PodDns;
import dev.gyre.node.pod.PodHostname;
import dev.gyre.node.runtime.ContainerSpec.Mount;
import dev.gyre.node.volume.PodVolumes.NetworkFiles;
import dev.gyre.schemas.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Writes a pod's {@code /etc/hosts} and {@code /etc/resolv.conf}, which all its containers mount: mounted files win over
 * those that a container runtime makes by itself. A container that mounts something there keeps its own. Files are written
 * in place, so that containers that have them mounted already see the new text.
 */
final class NameFiles {
    private NameFiles() {}

    static NetworkFiles write(Path directory, Resource pod, JsonNode container, NodeFacts node, String podIp)
            throws IOException {
        PodDns dns = PodDns.of(pod, node, HostFiles.resolvConf());
        String hosts = HostsFile.of(pod, PodHostname.of(pod, node.clusterDomain()), podIp, HostFiles.hosts());
        List<Mount> mounts = new ArrayList<>();
        add(mounts, container, directory.resolve("etc-hosts"), hosts, "/etc/hosts");
        add(
                mounts,
                container,
                directory.resolve("resolv.conf"),
                dns.resolvConf().text(),
                "/etc/resolv.conf");
        return new NetworkFiles(mounts, dns.warnings());
    }

    private static void add(List<Mount> mounts, JsonNode container, Path file, String text, String target)
            throws IOException {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (mount.path("mountPath").asString("").equals(target)) {
                return;
            }
        }
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Permissions.set(file, 0644);
        }
        mounts.add(new Mount(file.toString(), target, false, "None"));
    }
}
