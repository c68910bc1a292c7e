package dev.gyre.gateway.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.gyre.gateway.rules.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** {@code cidr("10.0.0.0/8")} and what is in such a range. */
final class CidrFunctions {

    private static final OpaqueType CIDR = OpaqueType.create("net.CIDR");
    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType STRING = SimpleType.STRING;

    private CidrFunctions() {}

    /** An address and how many of its first bits name the range. */
    record Cidr(InetAddress address, int bits) {

        static Cidr parse(String text) {
            int slash = text.indexOf('/');
            InetAddress address = slash < 0 ? null : Addresses.parse(text.substring(0, slash));
            String length = text.substring(slash + 1);
            if (address != null && length.matches("0|[1-9][0-9]{0,2}")) {
                int bits = Integer.parseInt(length);
                if (bits <= address.getAddress().length * 8) {
                    return new Cidr(address, bits);
                }
            }
            throw new IllegalArgumentException(
                    "network address parse error during conversion from string: invalid CIDR address: " + text);
        }

        boolean contains(InetAddress other) {
            byte[] theirs = other.getAddress();
            return theirs.length == address.getAddress().length
                    && new Cidr(other, bits).masked().address().equals(masked().address());
        }

        boolean contains(Cidr other) {
            return other.bits >= bits && contains(other.address);
        }

        Cidr masked() {
            byte[] bytes = address.getAddress();
            for (int i = 0; i < bytes.length; i++) {
                int kept = Math.clamp(bits - i * 8L, 0, 8);
                bytes[i] = (byte) (bytes[i] & 0xff << 8 - kept);
            }
            try {
                return new Cidr(InetAddress.getByAddress(bytes), bits);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of as many bytes as another is one", e);
            }
        }

        @Override
        public String toString() {
            return IpFunctions.shown(address) + "/" + bits;
        }
    }

    static Functions all() {
        Class<Cidr> java = Cidr.class;
        return new Functions()
                .global("cidr", CIDR, STRING, String.class, Cidr::parse)
                .global("isCIDR", BOOL, STRING, String.class, CidrFunctions::isCidr)
                .global("string", STRING, CIDR, java, Cidr::toString)
                .member("containsIP", BOOL, CIDR, java, IpFunctions.IP, InetAddress.class, Cidr::contains)
                .member(
                        "containsIP",
                        BOOL,
                        CIDR,
                        java,
                        STRING,
                        String.class,
                        (range, ip) -> range.contains(IpFunctions.parse(ip)))
                .member("containsCIDR", BOOL, CIDR, java, CIDR, java, Cidr::contains)
                .member(
                        "containsCIDR",
                        BOOL,
                        CIDR,
                        java,
                        STRING,
                        String.class,
                        (range, other) -> range.contains(Cidr.parse(other)))
                .member("ip", IpFunctions.IP, CIDR, java, Cidr::address)
                .member("masked", CIDR, CIDR, java, Cidr::masked)
                .member("prefixLength", SimpleType.INT, CIDR, java, range -> (long) range.bits());
    }

    private static boolean isCidr(String text) {
        try {
            Cidr.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
