package dev.gyre.gateway.service;

import dev.gyre.schemas.address.Ipv4;

/**
 * A range of IPv4 addresses that Services get theirs from. Positions count from 1; the network's own address and the
 * broadcast address are nobody's.
 */
public record AddressRange(long network, int prefixLength) {

    /** Smaller ones would leave nothing for Services, larger ones are a mistake. */
    private static final int SHORTEST_PREFIX = 12;

    private static final int LONGEST_PREFIX = 28;

    public AddressRange {
        if (prefixLength < SHORTEST_PREFIX || prefixLength > LONGEST_PREFIX) {
            throw new IllegalArgumentException("the range of Services' addresses must be a /%d to a /%d, not a /%d"
                    .formatted(SHORTEST_PREFIX, LONGEST_PREFIX, prefixLength));
        }
        if ((network & ((1L << (32 - prefixLength)) - 1)) != 0) {
            throw new IllegalArgumentException(
                    "%s/%d: the address has bits beyond its prefix".formatted(Ipv4.text(network), prefixLength));
        }
    }

    /** From {@code 10.96.0.0/16}. */
    public static AddressRange parse(String cidr) {
        int slash = cidr.indexOf('/');
        long network = slash < 0 ? -1 : Ipv4.parse(cidr.substring(0, slash));
        if (network < 0 || !cidr.substring(slash + 1).matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException(cidr + " is no range of IPv4 addresses such as 10.96.0.0/16");
        }
        return new AddressRange(network, Integer.parseInt(cidr.substring(slash + 1)));
    }

    public String address(int position) {
        return Ipv4.text(network + position);
    }

    /** Where in the range an address is; 0 where it is none of the range's. */
    int position(String address) {
        long position = Ipv4.parse(address) - network;
        return position > 0 && position <= lastPosition() ? (int) position : 0;
    }

    int lastPosition() {
        return (1 << (32 - prefixLength)) - 2;
    }

    /** Who asks for an address by name takes from the start of the range; chance keeps to what comes after that. */
    Band band() {
        int size = 1 << (32 - prefixLength);
        int reserved = size <= 16 ? 0 : Math.clamp(size / 16, 16, 256);
        return new Band(1, lastPosition(), 1 + reserved);
    }

    @Override
    public String toString() {
        return Ipv4.text(network) + "/" + prefixLength;
    }
}
