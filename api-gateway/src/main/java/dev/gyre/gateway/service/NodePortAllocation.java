package dev.gyre.gateway.service;

import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.service.ServiceAllocation.Claims;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The node ports of one Service. A number is the Service's as a whole, so what it serves under one port by several protocols
 * shares one, as does whatever names the same.
 */
final class NodePortAllocation {

    /** How many one write may take; each is a comparison in the store's transaction. */
    private static final int MAX_NEW_PORTS = 100;

    private final PortRange range;
    private final BitSet taken;
    private final RandomGenerator entropy;
    private final Claims claims;
    private final BitSet own = new BitSet();
    private int newPorts;

    /** {@code taken} by other Services; it is changed. */
    NodePortAllocation(PortRange range, BitSet taken, RandomGenerator entropy, Claims claims) {
        this.range = range;
        this.taken = taken;
        this.entropy = entropy;
        this.claims = claims;
    }

    /** {@code before} are the numbers that the Service has had, and keeps where it still names them. */
    Verdict allocate(ObjectNode spec, BitSet before) {
        ServiceSpec service = new ServiceSpec(spec);
        if (!service.needsNodePorts()) {
            return Verdict.ADMITTED;
        }
        own.or(before);
        JsonNode ports = service.ports();
        for (int i = 0; i < ports.size(); i++) {
            FieldPath path = FieldPath.of("spec", "ports").index(i).child("nodePort");
            Verdict refusal = takeNamed(ports.get(i).path("nodePort").asInt(0), path);
            if (refusal != Verdict.ADMITTED) {
                return refusal;
            }
        }
        Verdict chosen = service.allocatesNodePorts() ? chooseRest(ports) : Verdict.ADMITTED;
        if (chosen != Verdict.ADMITTED || !service.needsHealthCheckPort()) {
            return chosen;
        }
        return healthCheckPort(spec, service.healthCheckPort());
    }

    private Verdict takeNamed(int port, FieldPath path) {
        if (port == 0 || own.get(port)) {
            return Verdict.ADMITTED;
        }
        String fault = range.contains(port)
                ? taken.get(port) ? "provided port is already allocated" : ""
                : "provided port is not in the valid range. The range of valid ports is " + range;
        if (!fault.isEmpty()) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(path, IntNode.valueOf(port), fault);
            return new Verdict.Invalid(errors);
        }
        return take(port, path);
    }

    private Verdict chooseRest(JsonNode ports) {
        Map<Integer, Integer> byPort = new HashMap<>();
        for (JsonNode port : ports) {
            int named = port.path("nodePort").asInt(0);
            if (named != 0) {
                byPort.putIfAbsent(port.path("port").asInt(0), named);
            }
        }
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = (ObjectNode) ports.get(i);
            int served = port.path("port").asInt(0);
            if (port.path("nodePort").asInt(0) == 0) {
                if (!byPort.containsKey(served)) {
                    OptionalInt chosen = choose();
                    if (chosen.isEmpty()) {
                        return new Verdict.Exhausted("failed to allocate a nodePort: range is full");
                    }
                    Verdict refusal = take(
                            chosen.getAsInt(),
                            FieldPath.of("spec", "ports").index(i).child("nodePort"));
                    if (refusal != Verdict.ADMITTED) {
                        return refusal;
                    }
                    byPort.put(served, chosen.getAsInt());
                }
                port.put("nodePort", byPort.get(served));
            }
        }
        return Verdict.ADMITTED;
    }

    private Verdict healthCheckPort(ObjectNode spec, int named) {
        FieldPath path = FieldPath.of("spec", "healthCheckNodePort");
        if (named != 0) {
            return takeNamed(named, path);
        }
        OptionalInt chosen = choose();
        if (chosen.isEmpty()) {
            return new Verdict.Exhausted("failed to allocate a HealthCheck NodePort: range is full");
        }
        spec.put("healthCheckNodePort", chosen.getAsInt());
        return take(chosen.getAsInt(), path);
    }

    private OptionalInt choose() {
        return range.band().pick(port -> taken.get(port) || own.get(port), entropy);
    }

    private Verdict take(int port, FieldPath path) {
        own.set(port);
        claims.nodePort(port);
        if (++newPorts > MAX_NEW_PORTS) {
            FieldErrors errors = new FieldErrors();
            errors.forbidden(path, "one write may take at most " + MAX_NEW_PORTS + " node ports");
            return new Verdict.Invalid(errors);
        }
        return Verdict.ADMITTED;
    }
}
