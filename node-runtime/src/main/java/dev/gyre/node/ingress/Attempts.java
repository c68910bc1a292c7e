package dev.gyre.node.ingress;

import dev.gyre.node.ingress.Endpoints.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which endpoint a request tries next: the others in their turn, each once, from what is there at that moment; and where
 * all have been tried, one of them once more. So many in all.
 */
final class Attempts {
    private static final int MOST = 4;

    private final Set<Endpoint> tried = new HashSet<>();
    private int made;

    Optional<Endpoint> next(List<Endpoint> there, int turn) {
        if (there.isEmpty() || made == MOST) {
            return Optional.empty();
        }
        made++;
        for (int i = 0; i < there.size(); i++) {
            Endpoint candidate = there.get(Math.floorMod(turn + i, there.size()));
            if (tried.add(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.of(there.get(Math.floorMod(turn, there.size())));
    }

    boolean isFirst() {
        return made == 0;
    }
}
