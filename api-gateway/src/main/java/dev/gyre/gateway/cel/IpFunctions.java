package dev.gyre.gateway.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.gyre.gateway.rules.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;

/** {@code ip("10.0.0.1")} and what can be asked of an address. */
final class IpFunctions {

    static final OpaqueType IP = OpaqueType.create("net.IP");
    private static final CelType BOOL = SimpleType.BOOL;
    private static final CelType STRING = SimpleType.STRING;

    private IpFunctions() {}

    static Functions all() {
        Class<InetAddress> java = InetAddress.class;
        return new Functions()
                .global("ip", IP, STRING, String.class, IpFunctions::parse)
                .global("isIP", BOOL, STRING, String.class, text -> Addresses.parse(text) != null)
                .global(
                        "ip.isCanonical",
                        BOOL,
                        STRING,
                        String.class,
                        text -> shown(parse(text)).equals(text))
                .global("string", STRING, IP, java, IpFunctions::shown)
                .member("family", SimpleType.INT, IP, java, ip -> ip instanceof Inet4Address ? 4L : 6L)
                .member("isUnspecified", BOOL, IP, java, InetAddress::isAnyLocalAddress)
                .member("isLoopback", BOOL, IP, java, InetAddress::isLoopbackAddress)
                .member("isLinkLocalMulticast", BOOL, IP, java, IpFunctions::isLinkLocalMulticast)
                .member("isLinkLocalUnicast", BOOL, IP, java, InetAddress::isLinkLocalAddress)
                .member("isGlobalUnicast", BOOL, IP, java, IpFunctions::isGlobalUnicast);
    }

    static InetAddress parse(String text) {
        InetAddress address = Addresses.parse(text);
        if (address == null) {
            throw new IllegalArgumentException(
                    "IP Address \"" + text + "\" parse error during conversion from string: unable to parse IP");
        }
        return address;
    }

    private static boolean isLinkLocalMulticast(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        return bytes.length == 4
                ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
                : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2;
    }

    private static boolean isGlobalUnicast(InetAddress ip) {
        boolean isBroadcast = ip instanceof Inet4Address && ip.getHostAddress().equals("255.255.255.255");
        return !(isBroadcast
                || ip.isAnyLocalAddress()
                || ip.isLoopbackAddress()
                || ip.isMulticastAddress()
                || ip.isLinkLocalAddress());
    }

    /** An IPv6 address in the short form of RFC 5952: the longest run of zeros, if of two or more, left out. */
    static String shown(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        if (bytes.length == 4) {
            return ip.getHostAddress();
        }
        int longest = 1;
        int from = -1;
        for (int i = 0, run = 0; i < 8; i++) {
            run = group(bytes, i) == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                from = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == from) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(i > 0 && i != from + longest ? ":" : "").append(Integer.toHexString(group(bytes, i)));
            }
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
    }
}
