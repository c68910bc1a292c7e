package dev.gyre.gateway.service;

/** Where Services get their addresses and ports from. */
public record ServiceNetwork(AddressRange addresses, PortRange nodePorts) {

    /** What the Service {@code kubernetes} has, in every cluster. */
    private static final int API_POSITION = 1;

    private static final int DNS_POSITION = 10;

    public static final ServiceNetwork STANDARD = of(AddressRange.parse("10.96.0.0/16"));

    public static ServiceNetwork of(AddressRange addresses) {
        return new ServiceNetwork(addresses, new PortRange(30_000, 32_767));
    }

    /** The address of the Service {@code kubernetes}: the range's first. */
    public String apiAddress() {
        return addresses.address(API_POSITION);
    }

    /** Where pods ask for names. Only who names this address gets it. */
    public String dnsAddress() {
        return addresses.address(DNS_POSITION);
    }
}
