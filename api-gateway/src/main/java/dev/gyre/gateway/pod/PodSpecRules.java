package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.Labels;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Numbers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is valid in a pod's spec, whether it is a pod's own or a template's. Defaults have been filled in before. */
public final class PodSpecRules {

    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

    private PodSpecRules() {}

    public static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        Set<String> volumes = VolumeRules.validate(spec.path("volumes"), path.child("volumes"), errors);
        ContainerRules containers =
                new ContainerRules(volumes, spec.path("hostNetwork").asBoolean(false), errors);
        if (spec.path("containers").isEmpty()) {
            errors.required(path.child("containers"), "");
        }
        containers.validateAll(spec.path("containers"), path.child("containers"));
        containers.validateInit(spec.path("initContainers"), path.child("initContainers"));
        containers.validateAll(spec.path("ephemeralContainers"), path.child("ephemeralContainers"));
        EphemeralContainerRules.validate(spec, path.child("ephemeralContainers"), errors);
        requireOneView(spec, path, errors);
        oneOf(spec, path, "restartPolicy", RESTART_POLICIES, errors);
        oneOf(spec, path, "dnsPolicy", DNS_POLICIES, errors);
        Numbers.requireNotNegative(
                spec.path("terminationGracePeriodSeconds"), path.child("terminationGracePeriodSeconds"), errors);
        Numbers.requirePositive(spec.path("activeDeadlineSeconds"), path.child("activeDeadlineSeconds"), errors);
        Labels.validate(spec.path("nodeSelector"), path.child("nodeSelector"), errors);
        for (String name : List.of("serviceAccountName", "nodeName")) {
            format(spec, path, name, NameFormat.SUBDOMAIN, errors);
        }
        format(spec, path, "hostname", NameFormat.LABEL, errors);
        format(spec, path, "subdomain", NameFormat.LABEL, errors);
        requireNames(spec.path("imagePullSecrets"), path.child("imagePullSecrets"), errors);
        TolerationRules.validate(spec.path("tolerations"), path.child("tolerations"), errors);
    }

    /** The node's processes and the pod's own cannot be seen at once. */
    private static void requireOneView(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode shared = spec.path("shareProcessNamespace");
        if (shared.asBoolean(false) && spec.path("hostPID").asBoolean(false)) {
            errors.invalid(
                    path.child("shareProcessNamespace"),
                    shared,
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }

    private static void oneOf(JsonNode spec, FieldPath path, String field, List<String> words, FieldErrors errors) {
        String word = spec.path(field).asString("");
        if (word.isEmpty()) {
            errors.required(path.child(field), "");
        } else if (!words.contains(word)) {
            errors.notSupported(path.child(field), word, words);
        }
    }

    private static void format(JsonNode spec, FieldPath path, String field, NameFormat format, FieldErrors errors) {
        String name = spec.path(field).asString("");
        String fault = name.isEmpty() ? null : format.fault(name);
        if (fault != null) {
            errors.invalid(path.child(field), name, fault);
        }
    }

    private static void requireNames(JsonNode references, FieldPath path, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < references.size(); i++) {
            String name = references.get(i).path("name").asString("");
            if (!name.isEmpty() && !seen.add(name)) {
                errors.duplicate(path.index(i).child("name"), name);
            }
        }
    }
}
