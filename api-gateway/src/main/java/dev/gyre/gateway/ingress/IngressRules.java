package dev.gyre.gateway.ingress;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.StatusRules;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An ingress leads somewhere: it has rules or a default backend, each rule's host is a name, and each path is one that can
 * be compared. Whether the Services exist is not asked.
 */
public final class IngressRules implements KindRules {

    /** How the class was named before it had a field. */
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public StatusRules status() {
        return IngressStatusRules.INSTANCE;
    }

    /** It is reached nowhere yet, and says so. */
    @Override
    public void prepareForCreate(ObjectNode ingress) {
        ingress.putObject("status").putObject("loadBalancer");
    }

    @Override
    public void validate(ObjectNode ingress, FieldErrors errors) {
        JsonNode spec = ingress.path("spec");
        JsonNode rules = spec.path("rules");
        if (rules.isEmpty() && !spec.has("defaultBackend")) {
            errors.invalid(SPEC, rules, "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.has("defaultBackend")) {
            BackendRules.validate(spec.path("defaultBackend"), SPEC.child("defaultBackend"), errors);
        }
        for (int i = 0; i < rules.size(); i++) {
            FieldPath path = SPEC.child("rules").index(i);
            HostRules.validateRule(rules.get(i).path("host"), path.child("host"), errors);
            if (rules.get(i).has("http")) {
                PathRules.validate(rules.get(i).path("http"), path.child("http"), errors);
            }
        }
        validateTls(spec.path("tls"), errors);
        validateClass(ingress, errors);
    }

    private static void validateTls(JsonNode tls, FieldErrors errors) {
        for (int i = 0; i < tls.size(); i++) {
            FieldPath path = SPEC.child("tls").index(i);
            JsonNode hosts = tls.get(i).path("hosts");
            for (int j = 0; j < hosts.size(); j++) {
                HostRules.validate(hosts.get(j), path.child("hosts").index(j), errors);
            }
            String secret = tls.get(i).path("secretName").asString("");
            String fault = secret.isEmpty() ? null : NameFormat.SUBDOMAIN.fault(secret);
            if (fault != null) {
                errors.invalid(path.child("secretName"), secret, fault);
            }
        }
    }

    private static void validateClass(ObjectNode ingress, FieldErrors errors) {
        JsonNode name = ingress.path("spec").path("ingressClassName");
        if (!name.isString()) {
            return;
        }
        String fault = NameFormat.SUBDOMAIN.fault(name.asString());
        if (fault != null) {
            errors.invalid(SPEC.child("ingressClassName"), name, fault);
        }
    }

    /** What has both from earlier goes on. */
    @Override
    public void validateCreate(ObjectNode ingress, FieldErrors errors) {
        JsonNode annotation = ingress.path("metadata").path("annotations").path(CLASS_ANNOTATION);
        if (annotation.isString() && ingress.path("spec").hasNonNull("ingressClassName")) {
            errors.invalid(
                    FieldPath.of("annotations").child(CLASS_ANNOTATION),
                    annotation,
                    "can not be set when the class field is also set");
        }
    }
}
