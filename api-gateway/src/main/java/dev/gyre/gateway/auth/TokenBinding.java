package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.auth.TokenClaims.Reference;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a token that is asked for is to be bound to: a pod that runs as the account, a Secret, or a node, each as it is at
 * this moment. A kubelet gets tokens for the pods of its own node alone, and for the audiences that they name.
 */
record TokenBinding(Snapshot snapshot, String namespace, String account) {

    private static final String NODE_REFUSAL = "serviceaccounts \"%s\" is forbidden: %s";

    Map<String, Reference> of(JsonNode reference) {
        Map<String, Reference> bound = new LinkedHashMap<>();
        if (!reference.isObject()) {
            return bound;
        }
        String kind = reference.path("kind").asString("");
        String name = reference.path("name").asString("");
        switch (kind) {
            case "Pod" -> addPod(bound, found(namespaced("pods", name), reference));
            case "Secret" -> bound.put(TokenClaims.SECRET, reference(found(namespaced("secrets", name), reference)));
            case "Node" ->
                bound.put(TokenClaims.NODE, reference(found(ResourceKey.clusterScoped("", "nodes", name), reference)));
            default -> throw badRequest("cannot bind token to object of type " + kind);
        }
        return bound;
    }

    private void addPod(Map<String, Reference> bound, StoredObject pod) {
        JsonNode spec = pod.json().path("spec");
        if (!spec.path("serviceAccountName").asString("").equals(account)) {
            throw badRequest("cannot bind token for serviceaccount \"" + account
                    + "\" to pod running with different serviceaccount name.");
        }
        bound.put(TokenClaims.POD, reference(pod));
        String nodeName = spec.path("nodeName").asString("");
        StoredObject node = nodeName.isEmpty() ? null : snapshot.get(ResourceKey.clusterScoped("", "nodes", nodeName));
        if (node != null) {
            bound.put(TokenClaims.NODE, reference(node));
        }
    }

    /** Refuses a kubelet what is not its pods'. Whether the account is theirs was decided before. */
    void requireOwnPods(UserInfo user, JsonNode spec) {
        String node = NodeAuthorizer.nodeOf(user);
        if (node == null) {
            return;
        }
        JsonNode reference = spec.path("boundObjectRef");
        if (!reference.path("kind").asString("").equals("Pod")) {
            throw forbidden("node requested token not bound to a pod");
        }
        if (reference.path("uid").asString("").isEmpty()) {
            throw forbidden("node requested token with a pod binding without a uid");
        }
        StoredObject pod =
                snapshot.get(namespaced("pods", reference.path("name").asString("")));
        if (pod == null
                || !pod.uid().equals(reference.path("uid").asString(""))
                || !pod.json().path("spec").path("nodeName").asString("").equals(node)) {
            throw forbidden("node requested token bound to a pod scheduled on a different node");
        }
        for (JsonNode audience : spec.path("audiences")) {
            String wanted = audience.asString("");
            if (!wanted.isEmpty() && !wanted.equals(ServiceAccountTokens.ISSUER) && !names(pod, wanted)) {
                throw forbidden("audience \"" + wanted + "\" not found in pod spec volume");
            }
        }
    }

    private static boolean names(StoredObject pod, String audience) {
        for (JsonNode volume : pod.json().path("spec").path("volumes")) {
            for (JsonNode source : volume.path("projected").path("sources")) {
                if (source.path("serviceAccountToken")
                        .path("audience")
                        .asString("")
                        .equals(audience)) {
                    return true;
                }
            }
        }
        return false;
    }

    private StoredObject found(ResourceKey key, JsonNode reference) {
        StoredObject object = found(key);
        String uid = reference.path("uid").asString("");
        if (!uid.isEmpty() && !uid.equals(object.uid())) {
            throw new StatusException(new Status(
                    409,
                    "Conflict",
                    ("Operation cannot be fulfilled on %s \"%s\": the UID in the bound object reference (%s) does not"
                                    + " match the UID in record. The object might have been deleted and then recreated")
                            .formatted(key.plural(), key.name(), uid),
                    Status.Details.of("", key.plural(), key.name())));
        }
        return object;
    }

    StoredObject found(ResourceKey key) {
        StoredObject object = snapshot.get(key);
        if (object == null) {
            throw new StatusException(new Status(
                    404,
                    "NotFound",
                    key.plural() + " \"" + key.name() + "\" not found",
                    Status.Details.of("", key.plural(), key.name())));
        }
        return object;
    }

    ResourceKey namespaced(String plural, String name) {
        return ResourceKey.namespaced("", plural, namespace, name);
    }

    private static Reference reference(StoredObject object) {
        return new Reference(object.key().name(), object.uid());
    }

    private StatusException forbidden(String why) {
        return new StatusException(new Status(
                403,
                "Forbidden",
                NODE_REFUSAL.formatted(account, why),
                new Status.Details("", "serviceaccounts", account, "", List.of(), 0)));
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}
