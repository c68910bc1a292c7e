package dev.gyre.node.proxy;

import dev.gyre.node.proxy.Fragment.Draft;
import dev.gyre.node.proxy.ServiceSpec.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One Service and its endpoints become their part of the table. Each port has a chain that chooses an endpoint; the
 * addresses under which the port is known lead to it by the table's maps. Where nobody answers, an address leads to a
 * refusal instead. Traffic from outside under {@code externalTrafficPolicy: Local} passes a chain that tells where it came
 * from.
 */
final class ServiceRules {

    private final ServiceSpec service;
    private final SliceEndpoints endpoints;
    private final HostFacts host;
    private final Draft draft = new Draft();

    private ServiceRules(ServiceSpec service, SliceEndpoints endpoints, HostFacts host) {
        this.service = service;
        this.endpoints = endpoints;
        this.host = host;
    }

    static Fragment of(ServiceSpec service, SliceEndpoints endpoints, HostFacts host) {
        ServiceRules rules = new ServiceRules(service, endpoints, host);
        service.clusterIps().forEach(ip -> rules.draft.element(Table.CLUSTER_IPS, ip, ""));
        service.ports().forEach(rules::forward);
        rules.restrict();
        return rules.draft.done();
    }

    private void forward(Port port) {
        EndpointChoice choice = EndpointChoice.of(endpoints.of(port));
        String stem = ChainName.stem(service.name(), port);
        EndpointChains chains = new EndpointChains(stem, port.protocol(), service.affinitySeconds(), draft);
        List<Endpoint> internal = service.isInternalLocal() ? choice.local() : choice.cluster();
        String inside = chains.choosing(internal);
        String outside = service.isExternalLocal() ? external(stem, chains, choice) : chains.choosing(choice.cluster());

        for (String ip : service.clusterIps()) {
            address(ip, port, inside, internal, choice);
        }
        List<Endpoint> external = service.isExternalLocal() ? choice.local() : choice.cluster();
        for (String ip : externalAddresses()) {
            address(ip, port, outside, external, choice);
        }
        if (port.nodePort() != 0) {
            nodePort(port, outside, external, choice);
        }
        known(port, choice.cluster());
        known(port, choice.local());
    }

    /** What comes from this host or its pods is served by anybody; the rest by an endpoint here or nobody. */
    private String external(String stem, EndpointChains chains, EndpointChoice choice) {
        if (choice.cluster().equals(choice.local())) {
            return chains.choosing(choice.cluster());
        }
        String anybody = chains.choosing(choice.cluster());
        List<String> rules = new ArrayList<>();
        rules.add("fib saddr type local goto " + anybody);
        rules.add("iifname \"" + host.podBridge() + "\" goto " + anybody);
        if (!choice.local().isEmpty()) {
            rules.add("goto " + chains.choosing(choice.local()));
        }
        String name = "external-" + stem;
        draft.chain(name, rules);
        return name;
    }

    private void address(String ip, Port port, String chain, List<Endpoint> answering, EndpointChoice choice) {
        String key = ip + " . " + port.protocol() + " . " + port.port();
        if (!chain.isEmpty()) {
            draft.element(Table.SERVICES, key, "goto " + chain);
        }
        if (answering.isEmpty()) {
            draft.element(Table.UNSERVED, key, refusal(choice));
        }
        if (port.protocol().equals("udp")) {
            draft.datagrams(ip + ":" + port.port(), places(choice));
        }
    }

    private void nodePort(Port port, String chain, List<Endpoint> answering, EndpointChoice choice) {
        String key = port.protocol() + " . " + port.nodePort();
        if (!chain.isEmpty()) {
            draft.element(Table.NODE_PORTS, key, "goto " + chain);
        }
        if (answering.isEmpty()) {
            draft.element(Table.UNSERVED_NODE_PORTS, key, refusal(choice));
        }
        if (port.protocol().equals("udp")) {
            draft.datagrams("*:" + port.nodePort(), places(choice));
        }
    }

    /** Where others would answer, but not here, there is nothing to say: the sender may try another node. */
    private static String refusal(EndpointChoice choice) {
        return choice.cluster().isEmpty() ? "goto " + Table.REFUSE : "drop";
    }

    private static Set<String> places(EndpointChoice choice) {
        Set<String> places = new TreeSet<>();
        choice.cluster().forEach(e -> places.add(e.ip() + ":" + e.port()));
        choice.local().forEach(e -> places.add(e.ip() + ":" + e.port()));
        return places;
    }

    /** Pods that reach themselves, and endpoints elsewhere, are answered only if the host stands between. */
    private void known(Port port, List<Endpoint> answering) {
        for (Endpoint endpoint : answering) {
            draft.element(Table.HAIRPINS, endpoint.ip() + " . " + endpoint.ip(), "");
            if (!endpoint.isLocal()) {
                draft.element(
                        Table.REMOTE_ENDPOINTS, endpoint.ip() + " . " + port.protocol() + " . " + endpoint.port(), "");
            }
        }
    }

    private List<String> externalAddresses() {
        List<String> all = new ArrayList<>(service.externalIps());
        service.loadBalancerIps().stream().filter(ip -> !all.contains(ip)).forEach(all::add);
        return all;
    }

    private void restrict() {
        if (service.sourceRanges().isEmpty() || service.loadBalancerIps().isEmpty()) {
            return;
        }
        String chain = "sources-" + ChainName.stem(service.name());
        List<String> rules = service.sourceRanges().stream()
                .map(range -> "ip saddr " + range + " return")
                .collect(Collectors.toCollection(ArrayList::new));
        rules.add("drop");
        draft.chain(chain, rules);
        for (String ip : service.loadBalancerIps()) {
            for (Port port : service.ports()) {
                draft.element(Table.RESTRICTED, ip + " . " + port.protocol() + " . " + port.port(), "goto " + chain);
            }
        }
    }
}
