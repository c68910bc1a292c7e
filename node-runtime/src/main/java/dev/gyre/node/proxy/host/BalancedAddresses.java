package dev.gyre.node.proxy.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses of load balancers that no other interface of this host has. They are on an interface of their own that leads
 * nowhere, so that the host answers whoever asks the network for them, and that goes with all of them.
 */
final class BalancedAddresses {

    private static final Logger log = LoggerFactory.getLogger(BalancedAddresses.class);

    private final String link;
    private boolean hasWarned;

    private BalancedAddresses(String link) {
        this.link = link;
    }

    /** The interface is called as the cluster's bridge is, but for its first two letters. */
    static BalancedAddresses beside(String podBridge) {
        return new BalancedAddresses(podBridge.replaceFirst("^br-", "lb-"));
    }

    void ensure(Set<String> wanted) {
        Set<String> present = addresses(name -> name.equals(link));
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(addresses(name -> !name.equals(link)));
        missing.removeIf(address -> address.startsWith("127."));
        if (missing.isEmpty()) {
            remove();
            return;
        }
        if (!exists()) {
            add();
        }
        present.stream()
                .filter(address -> !missing.contains(address))
                .forEach(address -> ip("addr", "del", address + "/32", "dev", link));
        missing.stream().filter(address -> !present.contains(address)).forEach(this::take);
    }

    /** Where the kernel has no such thing as an interface that leads nowhere, a bridge without ports is one. */
    private void add() {
        if (!ip("link", "add", link, "type", "dummy").isGood()) {
            ip("link", "add", link, "type", "bridge");
        }
        ip("link", "set", link, "up");
    }

    private void take(String address) {
        Program.Result result = ip("addr", "add", address + "/32", "dev", link);
        if (!result.isGood() && !hasWarned) {
            hasWarned = true;
            log.warn("{} may not be found by other machines: ip: {}", address, result.firstLine());
        }
    }

    void remove() {
        if (exists()) {
            ip("link", "del", link);
        }
    }

    private boolean exists() {
        try {
            return NetworkInterface.getByName(link) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static Set<String> addresses(Predicate<String> isOn) {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(network -> isOn.test(network.getName()))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            return Set.of();
        }
    }

    private static Program.Result ip(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Program.run(command);
    }
}
