package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.gateway.rules.Ports;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is valid in the containers of one pod. Names are unique among all of them, init containers included; ports of the
 * node's own network are the pod's to give only once.
 */
final class ContainerRules {

    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");

    private final Set<String> volumes;
    private final boolean isOnHostNetwork;
    private final FieldErrors errors;
    private final Set<String> names = new HashSet<>();
    private final Set<String> hostPorts = new HashSet<>();

    ContainerRules(Set<String> volumes, boolean isOnHostNetwork, FieldErrors errors) {
        this.volumes = volumes;
        this.isOnHostNetwork = isOnHostNetwork;
        this.errors = errors;
    }

    void validateAll(JsonNode containers, FieldPath path) {
        for (int i = 0; i < containers.size(); i++) {
            validate(containers.get(i), path.index(i));
        }
    }

    /** An init container runs to its end: it is not probed, unless it is a sidecar that goes on running. */
    void validateInit(JsonNode containers, FieldPath path) {
        validateAll(containers, path);
        for (int i = 0; i < containers.size(); i++) {
            if (containers.get(i).path("restartPolicy").asString("").equals("Always")) {
                continue;
            }
            for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                if (containers.get(i).has(field)) {
                    errors.forbidden(
                            path.index(i).child(field),
                            "may not be set for init containers without restartPolicy=Always");
                }
            }
        }
    }

    private void validate(JsonNode container, FieldPath path) {
        validateName(container.path("name").asString(""), path.child("name"));
        String image = container.path("image").asString("");
        if (image.isEmpty()) {
            errors.required(path.child("image"), "");
        } else if (!image.equals(image.strip())) {
            errors.invalid(path.child("image"), image, "must not have leading or trailing whitespace");
        }
        oneOf(container, path, "imagePullPolicy", PULL_POLICIES);
        oneOf(container, path, "terminationMessagePolicy", MESSAGE_POLICIES);
        validatePorts(container.path("ports"), path.child("ports"));
        EnvRules.validate(container, path, errors);
        validateMounts(container.path("volumeMounts"), path.child("volumeMounts"));
        ProbeRules.validate(container, path, errors);
        ResourceRules.validate(container.path("resources"), path.child("resources"), errors);
    }

    private void validateName(String name, FieldPath path) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        String fault = NameFormat.LABEL.fault(name);
        if (fault != null) {
            errors.invalid(path, name, fault);
        }
        if (!names.add(name)) {
            errors.duplicate(path, name);
        }
    }

    private void validatePorts(JsonNode ports, FieldPath path) {
        Set<String> portNames = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonNode port = ports.get(i);
            FieldPath at = path.index(i);
            String name = port.path("name").asString("");
            if (!name.isEmpty()) {
                String fault = Ports.nameFault(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                }
                if (!portNames.add(name)) {
                    errors.duplicate(at.child("name"), name);
                }
            }
            if (port.path("containerPort").asLong(0) == 0) {
                errors.required(at.child("containerPort"), "");
            } else {
                Ports.validateNumber(port.path("containerPort"), at.child("containerPort"), errors);
            }
            Ports.validateProtocol(port.path("protocol"), at.child("protocol"), errors);
            validateHostPort(port, at);
        }
    }

    private void validateHostPort(JsonNode port, FieldPath path) {
        long hostPort = port.path("hostPort").asLong(0);
        if (hostPort == 0) {
            return;
        }
        Ports.validateNumber(port.path("hostPort"), path.child("hostPort"), errors);
        if (isOnHostNetwork && hostPort != port.path("containerPort").asLong(0)) {
            errors.invalid(
                    path.child("containerPort"),
                    port.path("containerPort"),
                    "must match `hostPort` when `hostNetwork` is true");
        }
        String address =
                port.path("protocol").asString("") + "/" + port.path("hostIP").asString("") + "/" + hostPort;
        if (!hostPorts.add(address)) {
            errors.duplicate(path.child("hostPort"), address);
        }
    }

    private void validateMounts(JsonNode mounts, FieldPath path) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            FieldPath at = path.index(i);
            String volume = mounts.get(i).path("name").asString("");
            if (volume.isEmpty()) {
                errors.required(at.child("name"), "");
            } else if (!volumes.contains(volume)) {
                errors.notFound(at.child("name"), volume);
            }
            String mountPath = mounts.get(i).path("mountPath").asString("");
            if (mountPath.isEmpty()) {
                errors.required(at.child("mountPath"), "");
            } else if (!paths.add(mountPath)) {
                errors.invalid(at.child("mountPath"), mountPath, "must be unique");
            }
            String subPath = mounts.get(i).path("subPath").asString("");
            if (!subPath.isEmpty()) {
                VolumeRules.requireRelative(subPath, at.child("subPath"), errors);
            }
            String expression = mounts.get(i).path("subPathExpr").asString("");
            if (!expression.isEmpty()) {
                if (!subPath.isEmpty()) {
                    errors.invalid(
                            at.child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
                }
                VolumeRules.requireRelative(expression, at.child("subPathExpr"), errors);
            }
        }
    }

    private void oneOf(JsonNode container, FieldPath path, String field, List<String> words) {
        String word = container.path(field).asString("");
        if (word.isEmpty()) {
            errors.required(path.child(field), "");
        } else if (!words.contains(word)) {
            errors.notSupported(path.child(field), word, words);
        }
    }
}
