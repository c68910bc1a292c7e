package dev.gyre.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Where the way in from outside listens, while there is an Ingress. */
final class IngressOptions {

    @Option(
            names = "--ingress-http-port",
            paramLabel = "PORT",
            description = "Where Ingress listens while there is one (default: 80, or else 8080 or any that is free).")
    private int http = 0;

    @Option(
            names = "--ingress-https-port",
            paramLabel = "PORT",
            description = "Where Ingress listens with TLS (default: 443, or else 8443 or any that is free).")
    private int https = 0;

    /** The ports that would do, the best first. */
    List<Integer> httpPorts() {
        return ports(http, 80, 8080);
    }

    List<Integer> httpsPorts() {
        return ports(https, 443, 8443);
    }

    private static List<Integer> ports(int asked, int usual, int unprivileged) {
        return asked > 0 ? List.of(asked) : List.of(usual, unprivileged, Ports.freeOr(0));
    }
}
