package dev.gyre.schemas.address;

/** IPv4 addresses, and as numbers, to count with. Never names, and nothing is looked up. */
public final class Ipv4 {

    private Ipv4() {}

    /** An IPv4 address as a number; -1 where it is none. */
    public static long parse(String text) {
        long address = 0;
        int start = 0;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? text.length() : text.indexOf('.', start);
            int number = end < 0 ? -1 : octet(text, start, end);
            if (number < 0) {
                return -1;
            }
            address = address << 8 | number;
            start = end + 1;
        }
        return address;
    }

    /** A leading zero would be octal to some and decimal to others. */
    private static int octet(String text, int from, int to) {
        if (to <= from || to - from > 3 || to - from > 1 && text.charAt(from) == '0') {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number > 255 ? -1 : number;
    }

    public static boolean isAddress(String text) {
        return parse(text) >= 0;
    }

    /** An address and how many of its leading bits count: {@code 10.96.0.0/16}. */
    public static boolean isRange(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && isAddress(text.substring(0, slash)) && prefixLength(text) >= 0;
    }

    /** What follows the slash of a range; -1 where it is none. */
    public static int prefixLength(String range) {
        String length = range.substring(range.indexOf('/') + 1);
        return length.matches("3[0-2]|[12]?[0-9]") ? Integer.parseInt(length) : -1;
    }

    /** Whether two ranges have an address in common. */
    public static boolean overlap(String range, String other) {
        int free = 32 - Math.min(prefixLength(range), prefixLength(other));
        return network(range) >> free == network(other) >> free;
    }

    private static long network(String range) {
        return parse(range.substring(0, range.indexOf('/')));
    }

    public static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
