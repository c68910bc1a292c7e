package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.outbound.ClientConfigRules;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is valid in an APIService. One without a Service is available from the start. */
public final class ApiServiceRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_GROUP_PRIORITY = 20_000;
    private static final int MAX_VERSION_PRIORITY = 1_000;

    /** The core group's name ends with its dot. */
    @Override
    public NameFormat nameFormat() {
        return NameFormat.PATH_SEGMENT;
    }

    @Override
    public void prepareForCreate(ObjectNode apiService) {
        apiService.remove("status");
        if (!apiService.path("spec").path("service").isObject()) {
            String now = apiService.path("metadata").path("creationTimestamp").asString("");
            apiService.set("status", Availability.LOCAL.statusFor(apiService, now));
        }
    }

    @Override
    public void validate(ObjectNode apiService, FieldErrors errors) {
        JsonNode spec = apiService.path("spec");
        String group = spec.path("group").asString("");
        String version = spec.path("version").asString("");
        String name = apiService.path("metadata").path("name").asString("");
        if (!name.equals(version + "." + group)) {
            errors.invalid(
                    FieldPath.of("metadata", "name"),
                    name,
                    "must be `spec.version+\".\"+spec.group`: \"%s\"".formatted(version + "." + group));
        }
        if (group.isEmpty() && !version.equals("v1")) {
            errors.required(SPEC.child("group"), "only v1 may have an empty group and it better be legacy kube");
        } else if (!group.isEmpty() && NameFormat.SUBDOMAIN.fault(group) != null) {
            errors.invalid(SPEC.child("group"), group, String.valueOf(NameFormat.SUBDOMAIN.fault(group)));
        }
        String fault = NameFormat.SERVICE.fault(version);
        if (fault != null) {
            errors.invalid(SPEC.child("version"), version, fault);
        }
        priority(spec, "groupPriorityMinimum", MAX_GROUP_PRIORITY, errors);
        priority(spec, "versionPriority", MAX_VERSION_PRIORITY, errors);
        validateServer(spec, errors);
    }

    private static void validateServer(JsonNode spec, FieldErrors errors) {
        boolean isUnchecked = spec.path("insecureSkipTLSVerify").asBoolean(false);
        String bundle = spec.path("caBundle").asString("");
        FieldPath unchecked = SPEC.child("insecureSkipTLSVerify");
        if (!spec.path("service").isObject()) {
            if (!bundle.isEmpty()) {
                errors.invalid(SPEC.child("caBundle"), bundle, "local APIServices may not have a caBundle");
            }
            if (isUnchecked) {
                errors.invalid(unchecked, "true", "local APIServices may not have insecureSkipTLSVerify");
            }
            return;
        }
        ClientConfigRules.validateService(spec.path("service"), SPEC.child("service"), errors);
        if (isUnchecked && !bundle.isEmpty()) {
            errors.invalid(unchecked, "true", "may not be true if caBundle is present");
        }
    }

    private static void priority(JsonNode spec, String field, int most, FieldErrors errors) {
        int priority = spec.path(field).asInt(0);
        if (priority <= 0 || priority > most) {
            errors.invalid(SPEC.child(field), spec.path(field), "must be positive and less than " + most);
        }
    }
}
