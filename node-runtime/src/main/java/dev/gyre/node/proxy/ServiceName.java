package dev.gyre.node.proxy;

import dev.gyre.schemas.Resource;
import java.util.Comparator;

/**
 * Whose rules these are. The order decides who keeps an address that two Services name (an external IP, say): the older
 * one.
 */
record ServiceName(String created, String namespace, String name) implements Comparable<ServiceName> {

    private static final Comparator<ServiceName> ORDER = Comparator.comparing(ServiceName::created)
            .thenComparing(ServiceName::namespace)
            .thenComparing(ServiceName::name);

    static ServiceName of(Resource service) {
        return new ServiceName(
                service.json().path("metadata").path("creationTimestamp").asString(""),
                service.namespace(),
                service.name());
    }

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }
}
