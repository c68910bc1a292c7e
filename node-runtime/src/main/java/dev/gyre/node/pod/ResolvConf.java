package dev.gyre.node.pod;

import java.util.ArrayList;
import java.util.List;

/** What a {@code resolv.conf} says; read leniently, since resolvers pass over what they do not know, too. */
public record ResolvConf(List<String> nameservers, List<String> searches, List<String> options) {
    public static final ResolvConf EMPTY = new ResolvConf(List.of(), List.of(), List.of());

    public ResolvConf {
        nameservers = List.copyOf(nameservers);
        searches = List.copyOf(searches);
        options = List.copyOf(options);
    }

    public static ResolvConf parse(String text) {
        List<String> nameservers = new ArrayList<>();
        List<String> searches = List.of();
        List<String> options = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            List<String> values = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> values.stream().limit(1).forEach(nameservers::add);
                case "search", "domain" ->
                    searches = values.stream().filter(path -> !path.equals(".")).toList();
                case "options" -> options.addAll(values);
                default -> {}
            }
        }
        return new ResolvConf(nameservers, searches, options);
    }

    /** A resolver that only the machine itself reaches. */
    public static boolean isLoopback(String nameserver) {
        return nameserver.startsWith("127.") || nameserver.equals("::1");
    }

    /** The file's text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (!searches.isEmpty()) {
            text.append("search ").append(String.join(" ", searches)).append('\n');
        }
        nameservers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
        if (!options.isEmpty()) {
            text.append("options ").append(String.join(" ", options)).append('\n');
        }
        return text.toString();
    }
}
