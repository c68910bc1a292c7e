package dev.gyre.gateway.service;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives Services what is unique in the cluster: an address, node ports, a port for health checks. What the Service had before
 * it keeps; what it names is taken if nobody has it, and refused otherwise; the rest is chosen. Each value taken is a {@link
 * Serial}, so that no two Services have it, whichever gateways they came through.
 */
public final class ServiceAllocation implements AdmissionRule {

    private static final ResourceKey API = ResourceKey.namespaced("", "services", "default", "kubernetes");

    private final ServiceNetwork network;

    public ServiceAllocation(ServiceNetwork network) {
        this.network = network;
    }

    @Override
    public Verdict admit(Candidate candidate) {
        if (!candidate.isOf("services")) {
            return Verdict.ADMITTED;
        }
        ServiceSpec spec = ServiceSpec.of(candidate.object());
        ServiceSpec old =
                ServiceSpec.of(candidate.old() == null ? candidate.object().objectNode() : candidate.old());
        TakenValues taken = TakenValues.byOthers(candidate.key(), candidate.others(), network);
        Claims claims = new Claims(candidate.others());
        Verdict address = address(candidate, spec, old, taken, claims);
        if (address != Verdict.ADMITTED) {
            return address;
        }
        Verdict ports = new NodePortAllocation(network.nodePorts(), taken.nodePorts(), candidate.entropy(), claims)
                .allocate((ObjectNode) spec.json(), TakenValues.nodePorts(old));
        return ports == Verdict.ADMITTED ? new Verdict.Admitted(claims.serials()) : ports;
    }

    private Verdict address(Candidate candidate, ServiceSpec spec, ServiceSpec old, TakenValues taken, Claims claims) {
        boolean isKept = old.needsClusterIp()
                && old.clusterIp().equals(spec.clusterIp())
                && !old.clusterIp().isEmpty();
        if (!spec.needsClusterIp() || spec.isHeadless() || isKept) {
            return Verdict.ADMITTED;
        }
        if (!spec.clusterIp().isEmpty()) {
            String fault = fault(candidate.key(), spec.clusterIp(), taken);
            if (!fault.isEmpty()) {
                FieldErrors errors = new FieldErrors();
                errors.invalid(
                        FieldPath.of("spec", "clusterIPs"),
                        spec.clusterIps(),
                        "failed to allocate IP %s: %s".formatted(spec.clusterIp(), fault));
                return new Verdict.Invalid(errors);
            }
            claims.address(spec.clusterIp());
            return Verdict.ADMITTED;
        }
        OptionalInt chosen = network.addresses().band().pick(position -> isTaken(position, taken), candidate.entropy());
        if (chosen.isEmpty()) {
            return new Verdict.Exhausted("failed to allocate a serviceIP: range is full");
        }
        String address = network.addresses().address(chosen.getAsInt());
        ObjectNode changed = (ObjectNode) spec.json();
        changed.put("clusterIP", address);
        changed.putArray("clusterIPs").add(address);
        claims.address(address);
        return Verdict.ADMITTED;
    }

    /** Chance does not give away what the cluster itself lives on. */
    private boolean isTaken(int position, TakenValues taken) {
        String address = network.addresses().address(position);
        return taken.positions().get(position)
                || address.equals(network.apiAddress())
                || address.equals(network.dnsAddress());
    }

    /** Why this Service cannot have the address it names; empty where it can. */
    private String fault(ResourceKey service, String address, TakenValues taken) {
        int position = network.addresses().position(address);
        if (position == 0) {
            return "the provided IP (%s) is not in the valid range. The range of valid IPs is %s"
                    .formatted(address, network.addresses());
        }
        boolean isReserved = address.equals(network.apiAddress()) && !service.equals(API);
        return isReserved || taken.positions().get(position) ? "provided IP is already allocated" : "";
    }

    /** What the Service takes from others' reach. */
    static final class Claims {
        private final Snapshot picture;
        private final Map<String, Serial> serials = new LinkedHashMap<>();

        Claims(Snapshot picture) {
            this.picture = picture;
        }

        void address(String address) {
            take("clusterip/" + address);
        }

        void nodePort(int port) {
            take("nodeport/" + port);
        }

        private void take(String name) {
            serials.put(name, Serial.taken(name, picture.serial(name)));
        }

        List<Serial> serials() {
            return List.copyOf(serials.values());
        }
    }
}
