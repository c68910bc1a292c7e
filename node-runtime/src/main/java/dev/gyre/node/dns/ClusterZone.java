package dev.gyre.node.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * The zone that a cluster's names are in, and what stands in it whatever there is in the cluster: who answers for it, and
 * which version of the specification it follows.
 *
 * @param origin {@code cluster.local.}
 * @param server the address at which the cluster's pods find it
 */
public record ClusterZone(Name origin, InetAddress server) {
    /** How long anybody may keep an answer: endpoints come and go. */
    static final long TTL_SECONDS = 5;

    private static final String SPECIFICATION = "1.1.0";
    private static final long SPECIFICATION_TTL_SECONDS = 28_800;
    private static final Name NAME_SERVER = Name.fromConstantString("ns.dns");
    private static final Name HOSTMASTER = Name.fromConstantString("hostmaster");
    private static final Name VERSION = Name.fromConstantString("dns-version");

    /** {@code domain} without its last dot, as options have it. */
    public static ClusterZone of(String domain, String server) {
        try {
            return new ClusterZone(Name.fromString(domain, Name.root), InetAddress.ofLiteral(server));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain: \"" + domain + "\"", e);
        }
    }

    /** Negative answers carry it; the serial says nothing, as nobody transfers this zone. */
    SOARecord authority() {
        return new SOARecord(
                origin,
                DClass.IN,
                TTL_SECONDS,
                Names.below(NAME_SERVER, origin),
                Names.below(HOSTMASTER, origin),
                1,
                7200,
                1800,
                86_400,
                TTL_SECONDS);
    }

    List<Record> fixedRecords() {
        Name nameServer = Names.below(NAME_SERVER, origin);
        List<Record> records = new ArrayList<>();
        records.add(authority());
        records.add(new NSRecord(origin, DClass.IN, TTL_SECONDS, nameServer));
        records.add(new ARecord(nameServer, DClass.IN, TTL_SECONDS, server));
        records.add(new TXTRecord(Names.below(VERSION, origin), DClass.IN, SPECIFICATION_TTL_SECONDS, SPECIFICATION));
        return records;
    }
}
