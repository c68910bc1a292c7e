package dev.gyre.node.ingress;

import dev.gyre.node.ingress.Door.State;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports of the way in, open while an Ingress is there that is served. What changes about them is logged once. */
final class Doors implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Doors.class);

    private final Door http;
    private final Door https;
    private List<State> said = List.of();
    private boolean isClosed;

    Doors(Door http, Door https) {
        this.http = http;
        this.https = https;
    }

    /** Opens what is not open, or closes both; answers how it stands with them, nothing while they are not wanted. */
    synchronized List<State> keep(boolean isWanted) throws InterruptedException {
        if (isWanted && !isClosed) {
            http.open();
            https.open();
        } else {
            http.close();
            https.close();
        }
        List<State> now = isWanted ? List.of(http.state(), https.state()) : List.of();
        if (!now.equals(said)) {
            say(now);
        }
        said = now;
        return now;
    }

    private static void say(List<State> now) {
        if (now.isEmpty()) {
            log.info("ingress: no ports, there is nothing to serve");
        } else if (now.stream().allMatch(State::isOpen)) {
            log.info("ingress: ports {}, {}{}", now.get(0).port(), now.get(1).port(), refusals(now));
        } else {
            log.warn("ingress: {}, {}; trying again", now.get(0), now.get(1));
        }
    }

    private static String refusals(List<State> now) {
        List<String> all =
                now.stream().flatMap(state -> state.refused().stream()).toList();
        return all.isEmpty() ? "" : " (" + String.join(", ", all) + ")";
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        http.close();
        https.close();
    }
}
