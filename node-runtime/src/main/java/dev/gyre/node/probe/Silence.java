package dev.gyre.node.probe;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** Why nothing answered, in the words in which Kubernetes' users know it. */
final class Silence {
    private Silence() {}

    static String ofDial(String host, int port, Throwable failure) {
        String name = host.contains(":") ? "[" + host + "]" : host;
        String dial = "dial tcp " + name + ":" + port + ": ";
        String message = String.valueOf(failure.getMessage());
        if (isTimeout(failure)) {
            return dial + "i/o timeout";
        }
        if (failure instanceof NoRouteToHostException || message.contains("No route to host")) {
            return dial + "connect: no route to host";
        }
        if (failure instanceof ConnectException
                || message.toLowerCase(Locale.ROOT).contains("refused")) {
            return dial + "connect: connection refused";
        }
        return dial + message;
    }

    static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof java.net.SocketTimeoutException
                || String.valueOf(failure.getMessage()).contains("timed out")
                || String.valueOf(failure.getMessage()).contains("timeout");
    }
}
