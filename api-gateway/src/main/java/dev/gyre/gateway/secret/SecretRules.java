package dev.gyre.gateway.secret;

import dev.gyre.gateway.rules.DataKeys;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret's {@code stringData} is a convenience for writers: it is encoded into {@code data} and never stored. The type says
 * which keys must be there, and never changes.
 */
public final class SecretRules implements KindRules {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";

    @Override
    public void prepareForCreate(ObjectNode secret) {
        mergeStringData(secret);
    }

    @Override
    public void prepareForUpdate(ObjectNode secret, ObjectNode old) {
        mergeStringData(secret);
    }

    private static void mergeStringData(ObjectNode secret) {
        JsonNode stringData = secret.remove("stringData");
        if (stringData == null || stringData.isEmpty()) {
            return;
        }
        ObjectNode data = secret.withObjectProperty("data");
        stringData
                .properties()
                .forEach(entry -> data.put(
                        entry.getKey(),
                        Base64.getEncoder()
                                .encodeToString(entry.getValue().asString("").getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void validate(ObjectNode secret, FieldErrors errors) {
        FieldPath path = FieldPath.of("data");
        long bytes = 0;
        for (var entry : secret.path("data").properties()) {
            DataKeys.validate(entry.getKey(), path, errors);
            DataKeys.validateBase64(entry.getValue(), path.key(entry.getKey()), errors);
            bytes += entry.getValue().asString("").length() / 4L * 3;
        }
        if (bytes > MAX_BYTES) {
            errors.tooLong(path, MAX_BYTES);
        }
        validateType(secret, errors);
    }

    private static void validateType(ObjectNode secret, FieldErrors errors) {
        switch (secret.path("type").asString("")) {
            case "kubernetes.io/service-account-token" -> {
                JsonNode account = secret.path("metadata").path("annotations").path(ACCOUNT_NAME);
                if (account.asString("").isEmpty()) {
                    errors.required(FieldPath.of("metadata", "annotations").key(ACCOUNT_NAME), "");
                }
            }
            case "kubernetes.io/tls" -> require(secret, errors, "tls.crt", "tls.key");
            case "kubernetes.io/ssh-auth" -> require(secret, errors, "ssh-privatekey");
            case "kubernetes.io/basic-auth" -> {
                if (!secret.path("data").has("username") && !secret.path("data").has("password")) {
                    require(secret, errors, "username", "password");
                }
            }
            case "kubernetes.io/dockerconfigjson" -> requireJson(secret, errors, ".dockerconfigjson");
            case "kubernetes.io/dockercfg" -> requireJson(secret, errors, ".dockercfg");
            default -> {}
        }
    }

    private static void require(ObjectNode secret, FieldErrors errors, String... keys) {
        for (String key : keys) {
            if (!secret.path("data").has(key)) {
                errors.required(FieldPath.of("data").key(key), "");
            }
        }
    }

    private static void requireJson(ObjectNode secret, FieldErrors errors, String key) {
        JsonNode value = secret.path("data").path(key);
        if (value.isMissingNode()) {
            errors.required(FieldPath.of("data").key(key), "");
            return;
        }
        try {
            Json.MAPPER.readTree(Base64.getDecoder().decode(value.asString("")));
        } catch (IllegalArgumentException | JacksonException e) {
            errors.invalid(FieldPath.of("data").key(key), "<secret contents redacted>", "must be valid JSON");
        }
    }

    @Override
    public void validateUpdate(ObjectNode secret, ObjectNode old, FieldErrors errors) {
        if (!SameJson.same(secret.get("type"), old.get("type"))) {
            errors.invalid(FieldPath.of("type"), secret.path("type"), "field is immutable");
        }
        DataKeys.validateImmutable(secret, old, errors, "data");
    }
}
