package dev.gyre.node.proxy;

import java.util.List;
import java.util.function.Predicate;

/**
 * Who answers: the ready endpoints; where there is none, those that are going away and still serve. The same among the
 * endpoints of this host, for policies that keep traffic local.
 */
record EndpointChoice(List<Endpoint> cluster, List<Endpoint> local) {

    static EndpointChoice of(List<Endpoint> all) {
        return new EndpointChoice(
                answering(all), answering(all.stream().filter(Endpoint::isLocal).toList()));
    }

    private static List<Endpoint> answering(List<Endpoint> all) {
        List<Endpoint> ready = only(all, Endpoint::isReady);
        return ready.isEmpty() ? only(all, e -> e.isServing() && e.isTerminating()) : ready;
    }

    private static List<Endpoint> only(List<Endpoint> all, Predicate<Endpoint> fit) {
        return all.stream().filter(fit).toList();
    }
}
