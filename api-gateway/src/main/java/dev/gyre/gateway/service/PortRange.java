package dev.gyre.gateway.service;

/** The ports that nodes open for Services, both ends included. */
public record PortRange(int first, int last) {

    boolean contains(int port) {
        return port >= first && port <= last;
    }

    /** Who asks for a port by number takes from the start of the range; chance keeps to what comes after that. */
    Band band() {
        int size = last - first + 1;
        int reserved = size <= 16 ? 0 : Math.clamp(size / 32, 16, 128);
        return new Band(first, last, first + Math.min(reserved, size - 1));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
