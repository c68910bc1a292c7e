package dev.gyre.gateway.ingress;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Ports;
import tools.jackson.databind.JsonNode;

/** A backend is one port of one Service, or an object that the ingress controller knows. */
final class BackendRules {

    private BackendRules() {}

    static void validate(JsonNode backend, FieldPath path, FieldErrors errors) {
        boolean hasService = backend.hasNonNull("service");
        boolean hasResource = backend.hasNonNull("resource");
        if (hasService && hasResource) {
            errors.invalid(path, "", "cannot set both resource and service backends");
        } else if (hasResource) {
            validateResource(backend.path("resource"), path.child("resource"), errors);
        } else if (hasService) {
            validateService(backend.path("service"), path, errors);
        } else {
            errors.invalid(path, "", "resource or service backend is required");
        }
    }

    private static void validateService(JsonNode service, FieldPath path, FieldErrors errors) {
        String name = service.path("name").asString("");
        FieldPath namePath = path.child("service").child("name");
        if (name.isEmpty()) {
            errors.required(namePath, "");
        } else {
            String fault = NameFormat.SERVICE.fault(name);
            if (fault != null) {
                errors.invalid(namePath, name, fault);
            }
        }
        FieldPath portPath = path.child("service").child("port");
        JsonNode port = service.path("port");
        String portName = port.path("name").asString("");
        boolean hasNumber = port.path("number").asLong(0) != 0;
        if (!portName.isEmpty() && hasNumber) {
            errors.invalid(path, "", "cannot set both port name & port number");
        } else if (!portName.isEmpty()) {
            String fault = Ports.nameFault(portName);
            if (fault != null) {
                errors.invalid(portPath.child("name"), portName, fault);
            }
        } else if (hasNumber) {
            Ports.validateNumber(port.path("number"), portPath.child("number"), errors);
        } else {
            errors.required(path, "port name or number is required");
        }
    }

    private static void validateResource(JsonNode resource, FieldPath path, FieldErrors errors) {
        String group = resource.path("apiGroup").asString("");
        String fault = group.isEmpty() ? null : NameFormat.SUBDOMAIN.fault(group);
        if (fault != null) {
            errors.invalid(path.child("apiGroup"), group, fault);
        }
        for (String field : new String[] {"kind", "name"}) {
            String text = resource.path(field).asString("");
            if (text.isEmpty()) {
                errors.required(path.child(field), "");
                continue;
            }
            String problem = NameFormat.PATH_SEGMENT.fault(text);
            if (problem != null) {
                errors.invalid(path.child(field), text, problem);
            }
        }
    }
}
