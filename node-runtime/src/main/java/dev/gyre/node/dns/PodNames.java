package dev.gyre.node.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Names that spell an address: {@code 10-1-2-3.default.pod.cluster.local}. Whether a pod has that address is not looked
 * at, as with CoreDNS' {@code pods insecure}, which most clusters run with.
 */
final class PodNames {
    private static final int LABELS_BEFORE = 2;

    private final Name parent;

    PodNames(Name zone) {
        this.parent = Names.of("pod", zone).orElseThrow();
    }

    /** Null where the name spells nothing. */
    @Nullable
    List<Record> at(Name name) {
        if (!name.subdomain(parent)) {
            return null;
        }
        int own = name.labels() - parent.labels();
        if (own < LABELS_BEFORE) {
            return List.of();
        }
        return own == LABELS_BEFORE ? spelled(name) : null;
    }

    private static @Nullable List<Record> spelled(Name name) {
        String label = name.getLabelString(0);
        Optional<InetAddress> address = Names.address(label.replace('-', '.'))
                .filter(found -> label.chars().filter(c -> c == '-').count() == 3)
                .or(() -> Names.address(label.replace('-', ':')));
        return address.map(found -> List.of(Names.addressRecord(name, found))).orElse(null);
    }
}
