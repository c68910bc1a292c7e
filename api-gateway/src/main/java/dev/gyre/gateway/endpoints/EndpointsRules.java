package dev.gyre.gateway.endpoints;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.Ports;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Addresses must be addresses and ports ports; whether anything answers there is nobody's promise. */
public final class EndpointsRules implements KindRules {

    @Override
    public boolean allowsCreateOnUpdate() {
        return true;
    }

    @Override
    public void validate(ObjectNode endpoints, FieldErrors errors) {
        JsonNode subsets = endpoints.path("subsets");
        for (int i = 0; i < subsets.size(); i++) {
            FieldPath path = FieldPath.of("subsets").index(i);
            JsonNode subset = subsets.get(i);
            if (subset.path("addresses").isEmpty()
                    && subset.path("notReadyAddresses").isEmpty()) {
                errors.required(path, "must specify `addresses` or `notReadyAddresses`");
            }
            JsonNode ports = subset.path("ports");
            for (int j = 0; j < ports.size(); j++) {
                FieldPath port = path.child("ports").index(j);
                if (ports.size() > 1 && ports.get(j).path("name").asString("").isEmpty()) {
                    errors.required(port.child("name"), "");
                }
                Ports.validateNumber(ports.get(j).path("port"), port.child("port"), errors);
                Ports.validateProtocol(ports.get(j).path("protocol"), port.child("protocol"), errors);
            }
        }
    }
}
