package dev.gyre.gateway.proxy;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** Which addresses the proxy may dial: literal ones (names are never looked up) that mean one machine, and another one. */
final class Addresses {

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private Addresses() {}

    static boolean isProxyable(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return !address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && !address.isLinkLocalAddress()
                    && !address.isMulticastAddress()
                    && !text.equals("255.255.255.255");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
