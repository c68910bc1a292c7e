package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import java.util.ArrayList;
import java.util.List;

/** The ports of a request to forward by WebSocket, which must name them all at its beginning. Pure. */
final class ForwardedPorts {
    private static final int MOST = 100;

    private ForwardedPorts() {}

    static List<Integer> of(List<String> parameters) {
        List<Integer> ports = new ArrayList<>();
        for (String parameter : parameters) {
            for (String text : parameter.split(",")) {
                int port = port(text);
                if (port < 0) {
                    throw badRequest("unable to parse \"" + text + "\" as a port");
                }
                ports.add(port);
            }
        }
        if (ports.isEmpty()) {
            throw badRequest("query parameter \"ports\" is required");
        }
        if (ports.size() > MOST) {
            throw badRequest("at most " + MOST + " ports may be forwarded by one request");
        }
        return ports;
    }

    /** -1 for what is none. */
    static int port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            return port > 0 && port < 65536 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}
