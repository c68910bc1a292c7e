package dev.gyre.node.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UDP between two places, as the kernel remembers it: who sent what where, and who is to answer. The kernel keeps sending
 * to that one as long as datagrams come, so what is remembered of an endpoint that went has to be forgotten.
 */
public record DatagramFlow(
        String source, int sourcePort, String target, int targetPort, String answering, int answeringPort) {

    private static final Pattern FIELD = Pattern.compile("\\b(src|dst|sport|dport)=(\\S+)");

    /** Reads a line of {@code conntrack -L}: the first four fields are the sender's view, the next four the answerer's. */
    public static Optional<DatagramFlow> parse(String line) {
        Map<String, String> sent = new HashMap<>();
        Map<String, String> answered = new HashMap<>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            String field = matcher.group(1);
            (sent.containsKey(field) ? answered : sent).putIfAbsent(field, matcher.group(2));
        }
        if (sent.size() < 4 || answered.size() < 4) {
            return Optional.empty();
        }
        return Optional.of(new DatagramFlow(
                sent.getOrDefault("src", ""),
                Integer.parseInt(sent.getOrDefault("sport", "0")),
                sent.getOrDefault("dst", ""),
                Integer.parseInt(sent.getOrDefault("dport", "0")),
                answered.getOrDefault("src", ""),
                Integer.parseInt(answered.getOrDefault("sport", "0"))));
    }

    /** The flows that lead to where they would not be sent today. */
    public static List<DatagramFlow> stale(
            List<DatagramFlow> flows, Map<String, Set<String>> routes, Set<String> hostAddresses) {
        return flows.stream()
                .filter(flow -> !flow.isAsSentToday(routes, hostAddresses))
                .toList();
    }

    private boolean isAsSentToday(Map<String, Set<String>> routes, Set<String> hostAddresses) {
        Set<String> places = routes.get(target + ":" + targetPort);
        if (places == null && hostAddresses.contains(target)) {
            places = routes.get("*:" + targetPort);
        }
        return places == null || places.contains(answering + ":" + answeringPort);
    }
}
