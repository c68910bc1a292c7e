package dev.gyre.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.function.Predicate;

/** How this machine is reached by others. */
final class HostAddress {

    private static final String LOOPBACK = "127.0.0.1";

    /** Bridges and their ends belong to containers, the addresses of load balancers to Services. */
    private static final Predicate<NetworkInterface> IS_FOR_OTHERS =
            network -> network.getName().matches("(docker|br-|lb-gyre|veth|virbr|cni).*");

    private HostAddress() {}

    /** The first IPv4 address that is no container network's; loopback where the machine has none. */
    static String primary() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(IS_FOR_OTHERS.negate())
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElse(LOOPBACK);
        } catch (SocketException e) {
            return LOOPBACK;
        }
    }

    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
