package dev.gyre.node.proxy;

import dev.gyre.node.proxy.Fragment.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The chains of one port that choose among endpoints. Without affinity a choice is one rule, whatever the number of
 * endpoints. With it, each endpoint has a chain that remembers who came, and a choice asks those first.
 *
 * <p>After a choice among several stands one of them without a choice. In the moment in which rules change, a packet may still
 * be under the old rules while the kernel shows it the new elements of their maps already, and so finds nothing there.
 */
final class EndpointChains {

    /** Clients that one endpoint remembers; others are served all the same. */
    private static final int MOST_REMEMBERED = 65_536;

    private final String stem;
    private final String protocol;
    private final int affinitySeconds;
    private final Draft draft;

    EndpointChains(String stem, String protocol, int affinitySeconds, Draft draft) {
        this.stem = stem;
        this.protocol = protocol;
        this.affinitySeconds = affinitySeconds;
        this.draft = draft;
    }

    /** The chain that chooses among these; empty if there are none. */
    String choosing(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return "";
        }
        String name = (endpoints.stream().allMatch(Endpoint::isLocal) ? "local-" : "cluster-") + stem;
        if (!draft.hasChain(name)) {
            draft.chain(name, affinitySeconds > 0 ? remembering(endpoints) : choice(endpoints));
        }
        return name;
    }

    private List<String> choice(List<Endpoint> endpoints) {
        String alone = translation(
                endpoints.getFirst().ip() + ":" + endpoints.getFirst().port());
        if (endpoints.size() == 1) {
            return List.of(alone);
        }
        return List.of(
                translation("numgen random mod " + endpoints.size() + " map { " + numbered(endpoints, Endpoint::place)
                        + " }"),
                alone);
    }

    private String translation(String target) {
        return "meta l4proto " + protocol + " dnat ip to " + target;
    }

    private List<String> remembering(List<Endpoint> endpoints) {
        List<String> rules = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            String clients = clients(endpoint);
            draft.set(
                    clients,
                    "type ipv4_addr; size " + MOST_REMEMBERED + "; flags dynamic,timeout; timeout " + affinitySeconds
                            + "s;");
            List<String> own = new ArrayList<>(choice(List.of(endpoint)));
            own.addFirst("update @" + clients + " { ip saddr }");
            draft.chain(chain(endpoint), own);
            rules.add("ip saddr @" + clients + " goto " + chain(endpoint));
        }
        if (endpoints.size() > 1) {
            rules.add("numgen random mod " + endpoints.size() + " vmap { "
                    + numbered(endpoints, endpoint -> "goto " + chain(endpoint)) + " }");
        }
        rules.add("goto " + chain(endpoints.getFirst()));
        return rules;
    }

    private static String numbered(List<Endpoint> endpoints, Function<Endpoint, String> value) {
        return IntStream.range(0, endpoints.size())
                .mapToObj(i -> i + " : " + value.apply(endpoints.get(i)))
                .collect(Collectors.joining(", "));
    }

    private String chain(Endpoint endpoint) {
        return "endpoint-" + stem + "/" + endpoint.ip() + "/" + endpoint.port();
    }

    private String clients(Endpoint endpoint) {
        return "clients-" + stem + "/" + endpoint.ip() + "/" + endpoint.port();
    }
}
