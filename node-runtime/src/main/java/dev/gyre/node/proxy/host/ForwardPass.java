package dev.gyre.node.proxy.host;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets translated packets pass to the pods from outside. Docker drops whatever it does not know in its own chain, and no
 * verdict of another table changes that, so there have to be two rules in the chain that Docker leaves to its users. They are
 * made only where that chain is.
 */
final class ForwardPass {

    private static final Logger log = LoggerFactory.getLogger(ForwardPass.class);
    private static final String CHAIN = "DOCKER-USER";

    private final List<List<String>> rules;
    private boolean hasWarned;

    /** To the pods, and the answers back: Docker keeps its own networks apart in both directions. */
    ForwardPass(String bridge, String comment) {
        List<String> verdict = List.of("-m", "comment", "--comment", comment, "-j", "ACCEPT");
        this.rules = List.of(
                joined(List.of("-o", bridge, "-m", "conntrack", "--ctstate", "DNAT"), verdict),
                joined(List.of("-i", bridge, "-m", "conntrack", "--ctstate", "DNAT", "--ctdir", "REPLY"), verdict));
    }

    void ensure() {
        if (!Program.isThere("iptables")
                || !Program.run("iptables", "-w", "-S", CHAIN).isGood()) {
            return;
        }
        for (List<String> rule : rules) {
            if (iptables("-C", rule).isGood()) {
                continue;
            }
            Program.Result result = iptables("-I", rule);
            if (!result.isGood() && !hasWarned) {
                hasWarned = true;
                log.warn("node ports may not be reached from other machines: iptables: {}", result.firstLine());
            }
        }
    }

    void remove() {
        if (!Program.isThere("iptables")) {
            return;
        }
        for (List<String> rule : rules) {
            while (iptables("-C", rule).isGood() && iptables("-D", rule).isGood()) {
                log.debug("a rule less in {}", CHAIN);
            }
        }
    }

    private static Program.Result iptables(String action, List<String> rule) {
        return Program.run(joined(List.of("iptables", "-w", action, CHAIN), rule), "");
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
