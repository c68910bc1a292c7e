package dev.gyre.node.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * The table that a cluster has on a host, as it is before any Service: the maps that Services fill, and the hooks that look
 * them up. A new connection costs one lookup by address and one by node port; every later packet costs none, since the
 * kernel remembers translations. Our chains come just before those of equal purpose, so that Docker's answer to what is
 * ours by then.
 */
record Table(String name, String comment, HostFacts host) {

    static final String SERVICES = "services";
    static final String NODE_PORTS = "node-ports";
    static final String UNSERVED = "unserved";
    static final String UNSERVED_NODE_PORTS = "unserved-node-ports";
    static final String RESTRICTED = "restricted";
    static final String CLUSTER_IPS = "cluster-ips";
    static final String HAIRPINS = "hairpins";
    static final String REMOTE_ENDPOINTS = "remote-endpoints";
    static final String REFUSE = "refuse";

    private static final String BY_ADDRESS = "type ipv4_addr . inet_proto . inet_service";
    private static final String BY_PORT = "type inet_proto . inet_service";
    private static final String FRONT = "ip daddr . meta l4proto . th dport";
    private static final String NODE_PORT = "fib daddr type local meta l4proto . th dport";

    /** Statements that make the table; it must not be there. */
    List<String> statements() {
        List<String> all = new ArrayList<>();
        all.add("add table ip " + name + " { comment \"" + comment + "\"; }");
        map(all, SERVICES, BY_ADDRESS);
        map(all, NODE_PORTS, BY_PORT);
        map(all, UNSERVED, BY_ADDRESS);
        map(all, UNSERVED_NODE_PORTS, BY_PORT);
        map(all, RESTRICTED, BY_ADDRESS);
        set(all, CLUSTER_IPS, "type ipv4_addr");
        set(all, HAIRPINS, "type ipv4_addr . ipv4_addr");
        set(all, REMOTE_ENDPOINTS, BY_ADDRESS);
        chain(all, REFUSE, "", "meta l4proto tcp reject with tcp reset", "reject");
        chain(all, "translate", "", FRONT + " vmap @" + SERVICES, NODE_PORT + " vmap @" + NODE_PORTS);
        chain(all, "restrict", "", FRONT + " vmap @" + RESTRICTED);
        chain(
                all,
                "check",
                "",
                FRONT + " vmap @" + UNSERVED,
                NODE_PORT + " vmap @" + UNSERVED_NODE_PORTS,
                "ip daddr @" + CLUSTER_IPS + " goto " + REFUSE);
        chain(all, "back-through-here", "", masquerade());
        hooks(all);
        return all;
    }

    private void hooks(List<String> all) {
        chain(
                all,
                "before-translation",
                "filter hook prerouting priority dstnat - 10",
                "iifname \"" + host.podBridge() + "\" ip daddr 127.0.0.0/8 drop",
                "ct state new jump restrict");
        chain(all, "before-translation-of-own", "filter hook output priority -110", "ct state new jump restrict");
        chain(all, "arriving", "nat hook prerouting priority dstnat - 5", "jump translate");
        chain(all, "own", "nat hook output priority -105", "jump translate");
        chain(all, "leaving", "nat hook postrouting priority srcnat - 5", "ct status dnat jump back-through-here");
        chain(all, "check-input", "filter hook input priority filter - 1", "ct state new jump check");
        chain(all, "check-forward", "filter hook forward priority filter - 1", "ct state new jump check");
        chain(all, "check-output", "filter hook output priority filter - 1", "ct state new jump check");
    }

    /** Only where an answer would not come back through this host otherwise. */
    private String[] masquerade() {
        List<String> rules = new ArrayList<>();
        rules.add("ip saddr . ip daddr @" + HAIRPINS + " masquerade fully-random");
        rules.add(FRONT + " @" + REMOTE_ENDPOINTS + " masquerade fully-random");
        rules.add("ip saddr 127.0.0.0/8 oifname != \"lo\" masquerade fully-random");
        if (!host.isBridgeFiltered()) {
            rules.add("iifname \"" + host.podBridge() + "\" oifname \"" + host.podBridge()
                    + "\" masquerade fully-random");
        }
        return rules.toArray(String[]::new);
    }

    private void map(List<String> all, String map, String type) {
        all.add("add map ip " + name + " " + map + " { " + type + " : verdict; }");
    }

    private void set(List<String> all, String set, String type) {
        all.add("add set ip " + name + " " + set + " { " + type + "; }");
    }

    private void chain(List<String> all, String chain, String hook, String... rules) {
        all.add("add chain ip " + name + " " + chain + (hook.isEmpty() ? "" : " { type " + hook + "; }"));
        for (String rule : rules) {
            all.add("add rule ip " + name + " " + chain + " " + rule);
        }
    }
}
