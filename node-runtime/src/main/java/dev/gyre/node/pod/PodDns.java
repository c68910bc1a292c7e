package dev.gyre.node.pod;

import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How a pod resolves names, by its {@code dnsPolicy}, its {@code dnsConfig}, the cluster's DNS and the node's own
 * configuration. What is more than resolvers take is left out, and told.
 *
 * @param warnings messages of Events with the reason {@code DNSConfigForming}
 */
public record PodDns(ResolvConf resolvConf, List<String> warnings) {
    private static final int MAX_NAMESERVERS = 3;
    private static final int MAX_SEARCHES = 32;
    private static final int MAX_SEARCH_CHARACTERS = 2048;
    /** So that the names of Services in the own and other namespaces are tried with the search paths first. */
    private static final String NDOTS = "ndots:5";

    public static PodDns of(Resource pod, NodeFacts node, ResolvConf host) {
        JsonNode spec = pod.json().path("spec");
        ResolvConf chosen = merged(base(pod.namespace(), spec, node, host), spec.path("dnsConfig"));
        List<String> warnings = new ArrayList<>();
        if (isClusterFirst(spec) && node.clusterDns().isEmpty()) {
            warnings.add("pod: \"" + pod.name() + "_" + pod.namespace() + "(" + pod.uid()
                    + ")\". kubelet does not have ClusterDNS IP configured and cannot create Pod using"
                    + " \"ClusterFirst\" policy. Falling back to \"Default\" policy.");
        }
        return new PodDns(
                new ResolvConf(
                        boundedServers(chosen.nameservers(), warnings),
                        boundedSearches(chosen.searches(), warnings),
                        chosen.options()),
                List.copyOf(warnings));
    }

    private static boolean isClusterFirst(JsonNode spec) {
        String policy = spec.path("dnsPolicy").asString("ClusterFirst");
        return policy.equals("ClusterFirstWithHostNet")
                || (policy.equals("ClusterFirst") && !spec.path("hostNetwork").asBoolean(false));
    }

    private static ResolvConf base(String namespace, JsonNode spec, NodeFacts node, ResolvConf host) {
        if (spec.path("dnsPolicy").asString("").equals("None")) {
            return ResolvConf.EMPTY;
        }
        if (isClusterFirst(spec) && !node.clusterDns().isEmpty()) {
            String domain = node.clusterDomain();
            Set<String> searches = new LinkedHashSet<>(List.of(namespace + ".svc." + domain, "svc." + domain, domain));
            searches.addAll(host.searches());
            return new ResolvConf(node.clusterDns(), List.copyOf(searches), List.of(NDOTS));
        }
        boolean hasHostNetwork = spec.path("hostNetwork").asBoolean(false);
        boolean isOutOfReach = !hasHostNetwork && host.nameservers().stream().allMatch(ResolvConf::isLoopback);
        return isOutOfReach ? new ResolvConf(node.clusterDns(), host.searches(), host.options()) : host;
    }

    private static ResolvConf merged(ResolvConf base, JsonNode own) {
        Map<String, String> options = new LinkedHashMap<>();
        base.options().forEach(option -> options.put(option.split(":", 2)[0], option));
        for (JsonNode option : own.path("options")) {
            String name = option.path("name").asString("");
            String value = option.path("value").asString("");
            options.put(name, value.isEmpty() ? name : name + ":" + value);
        }
        return new ResolvConf(
                withWords(base.nameservers(), own.path("nameservers")),
                withWords(base.searches(), own.path("searches")),
                List.copyOf(options.values()));
    }

    private static List<String> withWords(List<String> first, JsonNode more) {
        Set<String> all = new LinkedHashSet<>(first);
        more.forEach(word -> all.add(word.asString("")));
        return List.copyOf(all);
    }

    private static List<String> boundedServers(List<String> servers, List<String> warnings) {
        if (servers.size() <= MAX_NAMESERVERS) {
            return servers;
        }
        List<String> kept = servers.subList(0, MAX_NAMESERVERS);
        warnings.add(
                "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: "
                        + String.join(" ", kept));
        return kept;
    }

    private static List<String> boundedSearches(List<String> searches, List<String> warnings) {
        List<String> kept = new ArrayList<>();
        int characters = 0;
        for (String path : searches) {
            characters += path.length() + (kept.isEmpty() ? 0 : 1);
            if (kept.size() == MAX_SEARCHES || characters > MAX_SEARCH_CHARACTERS) {
                warnings.add("Search Line limits were exceeded, some search paths have been omitted, the applied search"
                        + " line is: " + String.join(" ", kept));
                return kept;
            }
            kept.add(path);
        }
        return kept;
    }
}
