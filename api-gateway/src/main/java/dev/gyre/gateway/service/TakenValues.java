package dev.gyre.gateway.service;

import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.BitSet;
import tools.jackson.databind.JsonNode;

/**
 * What all Services but one have taken from the ranges, counted from the objects themselves: nobody keeps books that could
 * be wrong. An address is known by its position in the range. A node port is one Service's, for all protocols.
 */
record TakenValues(BitSet positions, BitSet nodePorts) {

    private static final int PORTS = 65_536;

    static TakenValues byOthers(ResourceKey service, Snapshot snapshot, ServiceNetwork network) {
        BitSet positions = new BitSet(network.addresses().lastPosition() + 1);
        BitSet nodePorts = new BitSet(PORTS);
        for (StoredObject other : snapshot.list("", "services", "", null)) {
            if (!other.key().equals(service)) {
                ServiceSpec spec = ServiceSpec.of(other.json());
                for (JsonNode address : spec.clusterIps()) {
                    positions.set(network.addresses().position(address.asString("")));
                }
                positions.set(network.addresses().position(spec.clusterIp()));
                addPorts(spec, nodePorts);
            }
        }
        positions.clear(0);
        return new TakenValues(positions, nodePorts);
    }

    /** Of one Service. */
    static BitSet nodePorts(ServiceSpec spec) {
        BitSet ports = new BitSet();
        addPorts(spec, ports);
        return ports;
    }

    private static void addPorts(ServiceSpec spec, BitSet into) {
        for (JsonNode port : spec.ports()) {
            add(port.path("nodePort").asInt(0), into);
        }
        add(spec.healthCheckPort(), into);
    }

    private static void add(int port, BitSet into) {
        if (port > 0 && port < PORTS) {
            into.set(port);
        }
    }
}
