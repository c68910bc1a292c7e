package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ingresses of the versions in which a backend was {@code serviceName} and {@code servicePort}, and the default one had the
 * plain name {@code backend}.
 */
record BackendConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    @Override
    public void toStorage(ObjectNode ingress) {
        name.toStorage(ingress);
        if (ingress.get("spec") instanceof ObjectNode spec) {
            rename(spec, "backend", "defaultBackend");
            forEachBackend(spec, BackendConversion::toService);
        }
    }

    @Override
    public void fromStorage(ObjectNode ingress) {
        name.fromStorage(ingress);
        if (ingress.get("spec") instanceof ObjectNode spec) {
            forEachBackend(spec, BackendConversion::fromService);
            rename(spec, "defaultBackend", "backend");
        }
    }

    private static void forEachBackend(ObjectNode spec, Consumer<ObjectNode> change) {
        if (spec.get("defaultBackend") instanceof ObjectNode backend) {
            change.accept(backend);
        }
        if (!(spec.get("rules") instanceof ArrayNode rules)) {
            return;
        }
        for (JsonNode rule : rules) {
            for (JsonNode path : rule.path("http").path("paths")) {
                if (path.get("backend") instanceof ObjectNode backend) {
                    change.accept(backend);
                }
            }
        }
    }

    private static void toService(ObjectNode backend) {
        JsonNode name = backend.remove("serviceName");
        JsonNode port = backend.remove("servicePort");
        if (name == null && port == null) {
            return;
        }
        ObjectNode service = backend.putObject("service");
        if (name != null) {
            service.set("name", name);
        }
        ObjectNode reference = service.putObject("port");
        if (port != null) {
            reference.set(port.isNumber() ? "number" : "name", port);
        }
    }

    private static void fromService(ObjectNode backend) {
        if (backend.remove("service") instanceof ObjectNode service) {
            JsonNode port = service.path("port");
            backend.set("serviceName", service.path("name"));
            backend.set("servicePort", port.has("name") ? port.path("name") : port.path("number"));
        }
    }

    private static void rename(ObjectNode spec, String from, String to) {
        JsonNode value = spec.remove(from);
        if (value != null) {
            spec.set(to, value);
        }
    }
}
