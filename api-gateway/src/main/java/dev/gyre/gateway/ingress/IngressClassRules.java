package dev.gyre.gateway.ingress;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.SameJson;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A class names its controller by a path under a domain, for life, and may point to an object with more to know. */
public final class IngressClassRules implements KindRules {

    private static final int MAX_CONTROLLER_BYTES = 250;
    private static final Set<String> SCOPES = Set.of("Cluster", "Namespace");
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath CONTROLLER = SPEC.child("controller");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public void validate(ObjectNode ingressClass, FieldErrors errors) {
        validateController(ingressClass.path("spec").path("controller").asString(""), errors);
        JsonNode parameters = ingressClass.path("spec").path("parameters");
        if (parameters.isObject()) {
            validateParameters(parameters, SPEC.child("parameters"), errors);
        }
    }

    private static void validateController(String controller, FieldErrors errors) {
        int slash = controller.indexOf('/');
        if (controller.length() > MAX_CONTROLLER_BYTES) {
            errors.tooLong(CONTROLLER, MAX_CONTROLLER_BYTES);
        } else if (controller.isEmpty()) {
            errors.required(CONTROLLER, "");
        } else if (slash <= 0 || slash == controller.length() - 1) {
            errors.invalid(CONTROLLER, controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        } else {
            String fault = NameFormat.SUBDOMAIN.fault(controller.substring(0, slash));
            if (fault != null) {
                errors.invalid(CONTROLLER, controller.substring(0, slash), fault);
            }
        }
    }

    private static void validateParameters(JsonNode parameters, FieldPath path, FieldErrors errors) {
        for (String field : new String[] {"kind", "name"}) {
            String text = parameters.path(field).asString("");
            if (text.isEmpty()) {
                errors.required(path.child(field), field + " is required");
                continue;
            }
            String fault = NameFormat.PATH_SEGMENT.fault(text);
            if (fault != null) {
                errors.invalid(path.child(field), text, fault);
            }
        }
        String scope = parameters.path("scope").asString("");
        boolean hasNamespace = parameters.hasNonNull("namespace");
        if (!SCOPES.contains(scope)) {
            errors.notSupported(path.child("scope"), scope, SCOPES);
        } else if (scope.equals("Namespace") && !hasNamespace) {
            errors.required(path.child("namespace"), "`parameters.scope` is set to 'Namespace'");
        } else if (scope.equals("Cluster") && hasNamespace) {
            errors.forbidden(path.child("namespace"), "`parameters.scope` is set to 'Cluster'");
        }
        if (hasNamespace) {
            String fault = NameFormat.LABEL.fault(parameters.path("namespace").asString(""));
            if (fault != null) {
                errors.invalid(path.child("namespace"), parameters.path("namespace"), fault);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode ingressClass, ObjectNode old, FieldErrors errors) {
        JsonNode controller = ingressClass.path("spec").path("controller");
        if (!SameJson.same(controller, old.path("spec").get("controller"))) {
            errors.invalid(CONTROLLER, controller, "field is immutable");
        }
    }
}
