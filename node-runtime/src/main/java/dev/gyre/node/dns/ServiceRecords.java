package dev.gyre.node.dns;

import dev.gyre.schemas.Resource;
import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SRVRecord;
import tools.jackson.databind.JsonNode;

/**
 * The records of one Service: its cluster IPs, or the ready endpoints where it has none, or the name that it stands for;
 * with the named ports and the way back from an address. Pure: the Service and its slices go in. A Service without a
 * record of its own (a headless one that nobody is ready behind) still has its name.
 */
final class ServiceRecords {
    private static final int PRIORITY = 0;
    private static final int WEIGHT = 100;

    private final Resource service;
    private final Name name;
    private final Set<Record> records = new LinkedHashSet<>();

    /** What a Service brings into the zone: {@code name} is there even without a record. */
    record Contribution(Name name, Set<Record> records) {}

    private ServiceRecords(Resource service, Name name) {
        this.service = service;
        this.name = name;
    }

    static Optional<Contribution> of(Name zone, Resource service, Collection<Resource> slices) {
        return Names.of(service.name() + "." + service.namespace() + ".svc", zone)
                .flatMap(name -> new ServiceRecords(service, name).contribution(slices));
    }

    private Optional<Contribution> contribution(Collection<Resource> slices) {
        JsonNode spec = service.json().path("spec");
        if (spec.path("type").asString("").equals("ExternalName")) {
            Names.of(spec.path("externalName").asString(""), Name.root)
                    .ifPresent(
                            target -> records.add(new CNAMERecord(name, DClass.IN, ClusterZone.TTL_SECONDS, target)));
            return records.isEmpty() ? Optional.empty() : Optional.of(new Contribution(name, records));
        }
        if (spec.path("clusterIP").asString("").equals("None")) {
            slices.forEach(this::addSlice);
            return Optional.of(new Contribution(name, records));
        }
        addClusterIps(spec);
        return records.isEmpty() ? Optional.empty() : Optional.of(new Contribution(name, records));
    }

    private void addClusterIps(JsonNode spec) {
        List<JsonNode> ips = spec.path("clusterIPs").isEmpty()
                ? List.of(spec.path("clusterIP"))
                : spec.path("clusterIPs").valueStream().toList();
        for (JsonNode ip : ips) {
            Names.address(ip.asString("")).ifPresent(address -> addAddress(name, address));
        }
        if (records.isEmpty()) {
            return;
        }
        for (JsonNode port : spec.path("ports")) {
            addPort(port, name);
        }
    }

    private void addSlice(Resource slice) {
        boolean isEveryoneWanted =
                service.json().path("spec").path("publishNotReadyAddresses").asBoolean(false);
        for (JsonNode endpoint : slice.json().path("endpoints")) {
            if (!isEveryoneWanted && !endpoint.path("conditions").path("ready").asBoolean(true)) {
                continue;
            }
            for (JsonNode literal : endpoint.path("addresses")) {
                Names.address(literal.asString("")).ifPresent(address -> addEndpoint(slice, endpoint, address));
            }
        }
    }

    private void addEndpoint(Resource slice, JsonNode endpoint, InetAddress address) {
        records.add(Names.addressRecord(name, address));
        Names.of(label(endpoint, address), name).ifPresent(own -> {
            addAddress(own, address);
            for (JsonNode port : slice.json().path("ports")) {
                addPort(port, own);
            }
        });
    }

    /** Its hostname, or where it has none its address, as a label. */
    private static String label(JsonNode endpoint, InetAddress address) {
        String hostname = endpoint.path("hostname").asString("");
        return hostname.isEmpty() ? address.getHostAddress().replace('.', '-').replace(':', '-') : hostname;
    }

    private void addAddress(Name owner, InetAddress address) {
        records.add(Names.addressRecord(owner, address));
        records.add(new PTRRecord(ReverseMap.fromAddress(address), DClass.IN, ClusterZone.TTL_SECONDS, owner));
    }

    private void addPort(JsonNode port, Name target) {
        String portName = port.path("name").asString("");
        int number = port.path("port").asInt(0);
        if (portName.isEmpty() || number <= 0) {
            return;
        }
        String protocol = port.path("protocol").asString("TCP").toLowerCase(Locale.ROOT);
        Names.of("_" + portName + "._" + protocol, name)
                .ifPresent(owner -> records.add(
                        new SRVRecord(owner, DClass.IN, ClusterZone.TTL_SECONDS, PRIORITY, WEIGHT, number, target)));
    }
}
