package dev.gyre.node.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/** Names and addresses in the library's terms; what is none comes out empty, since others wrote it. */
final class Names {
    private Names() {}

    static Optional<Name> of(String relative, Name origin) {
        try {
            return Optional.of(Name.fromString(relative, origin));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /** A name of our own below a zone whose name is not too long for it. */
    static Name below(Name relative, Name origin) {
        try {
            return Name.concatenate(relative, origin);
        } catch (NameTooLongException e) {
            throw new IllegalArgumentException("the zone's name is too long: " + origin, e);
        }
    }

    static Optional<InetAddress> address(String literal) {
        boolean isWhole = literal.indexOf(':') >= 0
                || literal.chars().filter(c -> c == '.').count() == 3;
        if (!isWhole) {
            return Optional.empty(); // the library would take "10" for 0.0.0.10
        }
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Record addressRecord(Name owner, InetAddress address) {
        return address instanceof Inet4Address
                ? new ARecord(owner, DClass.IN, ClusterZone.TTL_SECONDS, address)
                : new AAAARecord(owner, DClass.IN, ClusterZone.TTL_SECONDS, address);
    }
}
