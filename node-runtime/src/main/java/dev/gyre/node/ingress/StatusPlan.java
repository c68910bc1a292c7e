package dev.gyre.node.ingress;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status of the Ingresses that we serve: the addresses of the nodes that are ready. Pure, and the same from every process,
 * so that several do not write against each other. An address says that one is answered there, so an Ingress whose Services
 * are not there has none of us, and its status is left to whoever else writes it.
 */
final class StatusPlan {
    private StatusPlan() {}

    static List<Command> commands(List<Resource> served, Collection<Resource> nodes) {
        Set<String> addresses = addresses(nodes);
        if (addresses.isEmpty()) {
            return List.of(); // nobody is there yet
        }
        ArrayNode wanted = Json.MAPPER.createArrayNode();
        addresses.forEach(address -> wanted.addObject().put("ip", address));
        List<Command> commands = new ArrayList<>();
        for (Resource ingress : served) {
            JsonNode there = ingress.json().path("status").path("loadBalancer").path("ingress");
            if (!there.equals(wanted) && !ingress.isDeleting()) {
                ObjectNode patch = Json.object();
                patch.putObject("status").putObject("loadBalancer").set("ingress", wanted);
                commands.add(new Command.Patch(ingress.key(), "status", Command.PatchType.MERGE, patch, List.of()));
            }
        }
        return commands;
    }

    private static Set<String> addresses(Collection<Resource> nodes) {
        Set<String> addresses = new TreeSet<>();
        for (Resource node : nodes) {
            JsonNode status = node.json().path("status");
            boolean isReady = status.path("conditions")
                    .valueStream()
                    .anyMatch(each -> each.path("type").asString("").equals("Ready")
                            && each.path("status").asString("").equals("True"));
            if (isReady) {
                status.path("addresses")
                        .valueStream()
                        .filter(each -> each.path("type").asString("").equals("InternalIP"))
                        .forEach(each -> addresses.add(each.path("address").asString("")));
            }
        }
        return addresses;
    }
}
