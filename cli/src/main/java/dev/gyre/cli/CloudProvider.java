package dev.gyre.cli;

import picocli.CommandLine.Option;

/**
 * Who says what machines there are and leads traffic from outside to them: Gyre itself, as suits machines of one's own, or somebody
 * else, who writes the same objects.
 */
final class CloudProvider {

    private static final String EXTERNAL = "external";

    @Option(
            names = "--cloud-provider",
            paramLabel = "NAME",
            description =
                    "\"external\" leaves load balancers, and what nodes say of their machines, to a cloud provider's"
                            + " own controllers; nodes take pods when these have seen them (default: nobody else).")
    private String name = "";

    /** Whether somebody else does it. */
    boolean isExternal() {
        if (!name.isEmpty() && !name.equals(EXTERNAL)) {
            throw new CommandFailure(
                    "--cloud-provider: \"" + name + "\" is not known; there is only \"" + EXTERNAL + "\", or none");
        }
        return name.equals(EXTERNAL);
    }
}
