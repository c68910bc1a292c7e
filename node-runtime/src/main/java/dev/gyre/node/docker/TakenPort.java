package dev.gyre.node.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Docker's words about a port that it could not publish, after a sentence that says what they mean for a pod. */
final class TakenPort {
    private static final Pattern ADDRESS = Pattern.compile("[0-9\\]]:([0-9]+)");

    private TakenPort() {}

    static String explained(String message) {
        if (!message.contains("address already in use") && !message.contains("port is already allocated")) {
            return message;
        }
        Matcher address = ADDRESS.matcher(message);
        return address.find()
                ? "hostPort " + address.group(1)
                        + " is taken on this node, by another pod, a program, or Ingress while there is one: " + message
                : message;
    }
}
