package dev.gyre.schemas.defaults;

import tools.jackson.databind.node.ObjectNode;

/** Defaults of what has a say in writes, and of who else serves a part of the API. */
public final class AdmissionDefaults {

    private static final int TIMEOUT_SECONDS = 10;
    private static final int HTTPS = 443;

    private AdmissionDefaults() {}

    public static void mutatingWebhooks(ObjectNode configuration) {
        for (ObjectNode webhook : Unset.items(configuration, "webhooks")) {
            webhook(webhook);
            Unset.string(webhook, "reinvocationPolicy", "Never");
        }
    }

    public static void validatingWebhooks(ObjectNode configuration) {
        Unset.items(configuration, "webhooks").forEach(AdmissionDefaults::webhook);
    }

    private static void webhook(ObjectNode webhook) {
        Unset.string(webhook, "failurePolicy", "Fail");
        Unset.string(webhook, "matchPolicy", "Equivalent");
        Unset.object(webhook, "namespaceSelector");
        Unset.object(webhook, "objectSelector");
        Unset.number(webhook, "timeoutSeconds", TIMEOUT_SECONDS);
        Unset.items(webhook, "rules").forEach(AdmissionDefaults::rule);
        for (ObjectNode clientConfig : Unset.child(webhook, "clientConfig")) {
            Unset.child(clientConfig, "service").forEach(service -> Unset.number(service, "port", HTTPS));
        }
    }

    private static void rule(ObjectNode rule) {
        Unset.string(rule, "scope", "*");
    }

    public static void policy(ObjectNode policy) {
        for (ObjectNode spec : Unset.child(policy, "spec")) {
            Unset.string(spec, "failurePolicy", "Fail");
            Unset.child(spec, "matchConstraints").forEach(AdmissionDefaults::matchResources);
        }
    }

    public static void policyBinding(ObjectNode binding) {
        for (ObjectNode spec : Unset.child(binding, "spec")) {
            Unset.child(spec, "matchResources").forEach(AdmissionDefaults::matchResources);
        }
    }

    private static void matchResources(ObjectNode match) {
        Unset.string(match, "matchPolicy", "Equivalent");
        Unset.object(match, "namespaceSelector");
        Unset.object(match, "objectSelector");
        Unset.items(match, "resourceRules").forEach(AdmissionDefaults::rule);
        Unset.items(match, "excludeResourceRules").forEach(AdmissionDefaults::rule);
    }

    public static void apiService(ObjectNode apiService) {
        for (ObjectNode spec : Unset.child(apiService, "spec")) {
            Unset.child(spec, "service").forEach(service -> Unset.number(service, "port", HTTPS));
        }
    }
}
