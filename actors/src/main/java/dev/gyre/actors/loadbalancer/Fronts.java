package dev.gyre.actors.loadbalancer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who has which port of which address. What one has is no obstacle to itself. */
final class Fronts {

    private final Map<String, String> holders = new HashMap<>();

    /** The first one to come has it. */
    void take(String address, List<String> ports, String holder) {
        ports.forEach(port -> holders.putIfAbsent(front(address, port), holder));
    }

    /** Which of these ports is another's at this address, and whose; empty where all are free. */
    Optional<String> obstacle(String address, List<String> ports, String asker) {
        for (String port : ports) {
            String holder = holders.getOrDefault(front(address, port), asker);
            if (!holder.equals(asker)) {
                return Optional.of(port + " of " + address + " is taken by " + holder);
            }
        }
        return Optional.empty();
    }

    private static String front(String address, String port) {
        return address + " " + port;
    }
}
