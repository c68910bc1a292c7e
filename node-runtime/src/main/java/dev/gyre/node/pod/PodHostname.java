package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import tools.jackson.databind.JsonNode;

/**
 * What a pod calls itself: its name, or the {@code hostname} it was given; with a {@code subdomain}, the domain in which
 * the cluster's DNS has it.
 *
 * @param kernel what the kernel says the host is called: the short name, or the whole one where the pod wants that
 * @param domain empty where it has none
 */
public record PodHostname(String shortName, String domain, String kernel) {
    /** The longest label, and the longest name that Linux takes for a host. */
    private static final int MAX_LABEL = 63;

    private static final int MAX_KERNEL = 64;

    public static PodHostname of(Resource pod, String clusterDomain) {
        JsonNode spec = pod.json().path("spec");
        String given = spec.path("hostname").asString("");
        String shortName = cut(given.isEmpty() ? pod.name() : given);
        String subdomain = spec.path("subdomain").asString("");
        String domain = subdomain.isEmpty() ? "" : subdomain + "." + pod.namespace() + ".svc." + clusterDomain;
        boolean isWhole = spec.path("setHostnameAsFQDN").asBoolean(false) && !domain.isEmpty();
        String kernel = isWhole ? shortName + "." + domain : shortName;
        if (kernel.length() > MAX_KERNEL) {
            throw new ConfigErrorException("Failed to construct FQDN from Pod hostname and cluster domain, FQDN "
                    + kernel + " is too long (" + MAX_KERNEL + " characters is the max, " + kernel.length()
                    + " characters requested)");
        }
        return new PodHostname(shortName, domain, kernel);
    }

    private static String cut(String name) {
        String cut = name.length() <= MAX_LABEL ? name : name.substring(0, MAX_LABEL);
        return cut.replaceAll("[-.]+$", "");
    }
}
