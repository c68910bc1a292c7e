package dev.gyre.node.ingress;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which backend a request goes to, by its host and path: an exact host before a wildcard before none; within it the longest
 * path, an exact one before a prefix; where no path fits, the default backend. Of two Ingresses that say the same, the older
 * one counts. Pure and immutable; made anew from all Ingresses of our classes at each change of one.
 */
public final class Routes {
    static final Routes NONE = new Routes(List.of());

    private static final String ANY_HOST = "";

    private final List<Resource> ingresses;
    private final Map<String, List<PathRule>> byHost = new HashMap<>();
    private final Map<String, Backend> defaultOfHost = new HashMap<>();
    private final Map<String, ResourceKey> secretOfHost = new HashMap<>();
    private @Nullable Backend defaultBackend;

    private Routes(List<Resource> ingresses) {
        this.ingresses = ingresses;
    }

    static Routes of(Collection<Resource> ours) {
        Routes routes = new Routes(ours.stream()
                .sorted(Comparator.comparing(Routes::age).thenComparing(Resource::key))
                .toList());
        routes.ingresses.forEach(routes::add);
        routes.byHost.values().forEach(rules -> rules.sort(PathRule.ORDER)); // stable: the older of equals stays first
        return routes;
    }

    private static Instant age(Resource ingress) {
        return Objects.requireNonNullElse(ingress.creationTimestamp(), Instant.MAX);
    }

    private void add(Resource ingress) {
        JsonNode spec = ingress.json().path("spec");
        String namespace = ingress.namespace();
        JsonNode own = spec.path("defaultBackend");
        Backend ownDefault = own.isObject() ? Backend.of(namespace, own) : null;
        if (ownDefault != null && spec.path("rules").isEmpty() && defaultBackend == null) {
            defaultBackend = ownDefault;
        }
        for (JsonNode rule : spec.path("rules")) {
            String host = lower(rule.path("host").asString(ANY_HOST));
            List<PathRule> rules = byHost.computeIfAbsent(host, key -> new ArrayList<>());
            for (JsonNode path : rule.path("http").path("paths")) {
                rules.add(PathRule.of(
                        path.path("pathType").asString(""),
                        path.path("path").asString(""),
                        Backend.of(namespace, path.path("backend"))));
            }
            if (ownDefault != null) {
                defaultOfHost.putIfAbsent(host, ownDefault);
            }
        }
        addSecrets(namespace, spec);
    }

    private void addSecrets(String namespace, JsonNode spec) {
        for (JsonNode tls : spec.path("tls")) {
            String name = tls.path("secretName").asString("");
            if (!name.isEmpty()) {
                ResourceKey secret = ResourceKey.namespaced("", "secrets", namespace, name);
                List<JsonNode> hosts = tls.path("hosts").isEmpty()
                        ? spec.path("rules")
                                .valueStream()
                                .map(rule -> rule.path("host"))
                                .toList()
                        : tls.path("hosts").valueStream().toList();
                hosts.forEach(host -> secretOfHost.putIfAbsent(lower(host.asString(ANY_HOST)), secret));
            }
        }
    }

    /** The backend of a request; empty where there is none. */
    Optional<Backend> backend(String host, String path) {
        String known = keyOf(byHost, lower(host));
        for (PathRule rule : byHost.getOrDefault(known, List.of())) {
            if (rule.matches(path)) {
                return Optional.of(rule.backend());
            }
        }
        Backend ofHost = defaultOfHost.get(known);
        return Optional.ofNullable(ofHost == null ? defaultBackend : ofHost);
    }

    /** The Secret whose certificate a host is served with. */
    Optional<ResourceKey> secret(String host) {
        return Optional.ofNullable(secretOfHost.get(keyOf(secretOfHost, lower(host))));
    }

    /** Every Secret that is named. */
    Collection<ResourceKey> secrets() {
        return secretOfHost.values();
    }

    List<Resource> ingresses() {
        return ingresses;
    }

    /** Every backend that an Ingress names, its default one included. */
    static List<Backend> backendsOf(Resource ingress) {
        JsonNode spec = ingress.json().path("spec");
        List<Backend> backends = new ArrayList<>();
        if (spec.path("defaultBackend").isObject()) {
            backends.add(Backend.of(ingress.namespace(), spec.path("defaultBackend")));
        }
        for (JsonNode rule : spec.path("rules")) {
            for (JsonNode path : rule.path("http").path("paths")) {
                backends.add(Backend.of(ingress.namespace(), path.path("backend")));
            }
        }
        return backends;
    }

    /** A wildcard stands for one label, the first. */
    private static String keyOf(Map<String, ?> hosts, String host) {
        if (hosts.containsKey(host)) {
            return host;
        }
        int dot = host.indexOf('.');
        String wildcard = dot < 0 ? ANY_HOST : "*" + host.substring(dot);
        return hosts.containsKey(wildcard) ? wildcard : ANY_HOST;
    }

    private static String lower(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
