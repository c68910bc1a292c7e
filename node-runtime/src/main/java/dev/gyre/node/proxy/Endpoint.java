package dev.gyre.node.proxy;

/**
 * One place where a port of a Service is answered.
 *
 * @param isLocal whether it belongs to a node of this host
 */
record Endpoint(String ip, int port, boolean isReady, boolean isServing, boolean isTerminating, boolean isLocal)
        implements Comparable<Endpoint> {

    /** Two slices may show the same place for a moment; the better news counts. */
    Endpoint or(Endpoint other) {
        return new Endpoint(
                ip,
                port,
                isReady || other.isReady,
                isServing || other.isServing,
                isTerminating && other.isTerminating,
                isLocal || other.isLocal);
    }

    /** As nft writes an address with a port. */
    String place() {
        return ip + " . " + port;
    }

    @Override
    public int compareTo(Endpoint other) {
        int byAddress = Long.compare(number(), other.number());
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    private long number() {
        long number = 0;
        for (String octet : ip.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(octet);
        }
        return number;
    }
}
