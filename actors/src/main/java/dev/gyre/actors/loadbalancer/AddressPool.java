package dev.gyre.actors.loadbalancer;

import dev.gyre.schemas.address.Ipv4;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The addresses that Services of type {@code LoadBalancer} share, in the order in which they are given out.
 *
 * @param text as it was written, for messages
 */
public record AddressPool(String text, List<Span> spans) {

    private static final long FIRST_OF_NOBODY = 224L << 24;

    /** From one address to another, both included. */
    public record Span(long first, long last) {

        public Span {
            if (first < 1L << 24 || last >= FIRST_OF_NOBODY) {
                throw new IllegalArgumentException(
                        "no host can have all addresses from " + Ipv4.text(first) + " to " + Ipv4.text(last));
            }
            if (first > last) {
                throw new IllegalArgumentException(Ipv4.text(first) + " comes after " + Ipv4.text(last));
            }
        }
    }

    /** Addresses, ranges ({@code 192.0.2.10-192.0.2.20}) and networks ({@code 192.0.2.64/28}) with commas between them. */
    public static AddressPool parse(String text) {
        List<Span> spans = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            spans.add(span(part.strip()));
        }
        return new AddressPool(text, List.copyOf(spans));
    }

    private static Span span(String part) {
        int dash = part.indexOf('-');
        if (Ipv4.isRange(part)) {
            return network(Ipv4.parse(part.substring(0, part.indexOf('/'))), Ipv4.prefixLength(part));
        }
        String first = dash < 0 ? part : part.substring(0, dash).strip();
        String last = part.substring(dash + 1).strip();
        if (!Ipv4.isAddress(first) || !Ipv4.isAddress(last)) {
            throw new IllegalArgumentException(
                    "\"" + part
                            + "\" is none of: an IPv4 address, a range such as 192.0.2.10-192.0.2.20, a network such as 192.0.2.64/28");
        }
        return new Span(Ipv4.parse(first), Ipv4.parse(last));
    }

    /** A network's own address and its broadcast address are nobody's, where it is large enough to have them. */
    private static Span network(long address, int prefixLength) {
        long size = 1L << (32 - prefixLength);
        long first = address & -size;
        return size <= 2 ? new Span(first, first + size - 1) : new Span(first + 1, first + size - 2);
    }

    boolean contains(String address) {
        long number = Ipv4.parse(address);
        return spans.stream().anyMatch(span -> span.first() <= number && number <= span.last());
    }

    /** One after another, and none before it is asked for: a pool may be large. */
    Stream<String> addresses() {
        return spans.stream()
                .flatMap(span ->
                        LongStream.rangeClosed(span.first(), span.last()).boxed())
                .map(Ipv4::text);
    }

    @Override
    public String toString() {
        return text;
    }
}
