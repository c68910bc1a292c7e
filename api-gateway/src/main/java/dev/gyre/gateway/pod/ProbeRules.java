package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Numbers;
import dev.gyre.gateway.rules.Ports;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is valid in probes and lifecycle hooks: one way to act each, and sensible times. */
final class ProbeRules {

    private static final List<String> PROBE_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
    private static final List<String> HOOK_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "sleep");
    private static final List<String> TIMES =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");

    private ProbeRules() {}

    static void validate(JsonNode container, FieldPath path, FieldErrors errors) {
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            JsonNode settings = container.path(probe);
            if (settings.isMissingNode()) {
                continue;
            }
            FieldPath at = path.child(probe);
            validateHandler(settings, PROBE_HANDLERS, at, errors);
            for (String time : TIMES) {
                Numbers.requireNotNegative(settings.path(time), at.child(time), errors);
            }
            validateGrace(probe, settings, at.child("terminationGracePeriodSeconds"), errors);
            // Only readiness can be lost and won again; the others end at the first success.
            if (!probe.equals("readinessProbe")
                    && settings.path("successThreshold").asLong(1) != 1) {
                errors.invalid(at.child("successThreshold"), settings.path("successThreshold"), "must be 1");
            }
        }
        for (String hook : List.of("postStart", "preStop")) {
            JsonNode settings = container.path("lifecycle").path(hook);
            if (!settings.isMissingNode()) {
                validateHandler(settings, HOOK_HANDLERS, path.child("lifecycle").child(hook), errors);
            }
        }
    }

    /** A container that fails its readiness probe is not stopped. */
    private static void validateGrace(String probe, JsonNode settings, FieldPath path, FieldErrors errors) {
        JsonNode grace = settings.path("terminationGracePeriodSeconds");
        if (grace.isMissingNode()) {
            return;
        }
        if (probe.equals("readinessProbe")) {
            errors.invalid(path, grace, "must not be set for readinessProbes");
        } else if (grace.asLong(0) <= 0) {
            errors.invalid(path, grace, "must be greater than 0");
        }
    }

    private static void validateHandler(JsonNode settings, List<String> handlers, FieldPath path, FieldErrors errors) {
        List<String> found = handlers.stream().filter(settings::has).toList();
        if (found.isEmpty()) {
            errors.required(path, "must specify a handler type");
            return;
        }
        for (String another : found.subList(1, found.size())) {
            errors.forbidden(path.child(another), "may not specify more than 1 handler type");
        }
        String handler = found.getFirst();
        FieldPath at = path.child(handler);
        JsonNode action = settings.path(handler);
        switch (handler) {
            case "exec" -> {
                if (action.path("command").isEmpty()) {
                    errors.required(at.child("command"), "");
                }
            }
            case "httpGet" -> {
                if (action.path("path").asString("").isEmpty()) {
                    errors.required(at.child("path"), "");
                }
                Ports.validateNumberOrName(action.path("port"), at.child("port"), errors);
                String scheme = action.path("scheme").asString("");
                if (!List.of("HTTP", "HTTPS").contains(scheme)) {
                    errors.notSupported(at.child("scheme"), scheme, List.of("HTTP", "HTTPS"));
                }
            }
            case "tcpSocket" -> Ports.validateNumberOrName(action.path("port"), at.child("port"), errors);
            case "grpc" -> Ports.validateNumber(action.path("port"), at.child("port"), errors);
            default -> Numbers.requireNotNegative(action.path("seconds"), at.child("seconds"), errors);
        }
    }
}
