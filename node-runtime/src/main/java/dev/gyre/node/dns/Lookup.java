package dev.gyre.node.dns;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * What the cluster's zone says to a question, as zones do: records of the type asked for; a name that exists but has none
 * (which is not "no such name"); an alias to be followed; or that the name is not the cluster's at all.
 */
sealed interface Lookup {

    /** Records, or none: {@code rcode} says which sort of none. */
    record Answered(int rcode, List<Record> answers, List<Record> additional) implements Lookup {}

    /** The name stands for another. */
    record Alias(CNAMERecord record) implements Lookup {}

    /** Not a name of the cluster. */
    record Elsewhere() implements Lookup {}

    static Lookup of(Directory directory, Name name, int type) {
        List<Record> here = directory.at(name);
        if (!directory.isOwn(name)) {
            List<Record> found = ofType(here, type);
            return found.isEmpty() ? new Elsewhere() : new Answered(Rcode.NOERROR, found, List.of());
        }
        if (here == null) {
            return new Answered(Rcode.NXDOMAIN, List.of(), List.of());
        }
        if (type != Type.CNAME && type != Type.ANY) {
            for (Record each : here) {
                if (each instanceof CNAMERecord alias) {
                    return new Alias(alias);
                }
            }
        }
        List<Record> found = ofType(here, type);
        return new Answered(Rcode.NOERROR, found, targets(directory, found));
    }

    private static List<Record> ofType(@Nullable List<Record> records, int type) {
        return records == null
                ? List.of()
                : records.stream()
                        .filter(each -> type == Type.ANY || each.getType() == type)
                        .toList();
    }

    /** The addresses of services' targets, so that nobody has to ask again. */
    private static List<Record> targets(Directory directory, List<Record> found) {
        Set<Name> seen = new LinkedHashSet<>();
        List<Record> addresses = new ArrayList<>();
        for (Record each : found) {
            if (each instanceof SRVRecord service && seen.add(service.getTarget())) {
                List<Record> at = directory.at(service.getTarget());
                if (at != null) {
                    at.stream()
                            .filter(record -> record instanceof ARecord || record instanceof AAAARecord)
                            .forEach(addresses::add);
                }
            }
        }
        return addresses;
    }
}
