package dev.gyre.gateway.pod;

import dev.gyre.gateway.rules.Admission;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ResourceKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod acts under a service account, which must be there when the pod comes in. From the account it gets what it pulls
 * images with, and the means to ask the API ({@link TokenVolume}), unless it or the account says otherwise. The account
 * {@code default} is waited for a moment: in a namespace that was made just now it is still on its way.
 */
final class AccountAdmission {

    private static final String DEFAULT = "default";
    private static final int TRIES_FOR_DEFAULT = 25;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private AccountAdmission() {}

    static CompletionStage<Void> admit(ObjectNode pod, Admission admission) {
        String name = pod.path("spec").path("serviceAccountName").asString(DEFAULT);
        ResourceKey key =
                ResourceKey.namespaced("", "serviceaccounts", admission.key().namespace(), name);
        JsonNode known = account(admission.latest(), key);
        if (known != null) {
            give(pod, known, admission);
            return KindRules.ADMITTED;
        }
        return find(key, admission, name.equals(DEFAULT) ? TRIES_FOR_DEFAULT : 1)
                .thenAccept(account -> give(pod, account, admission));
    }

    private static CompletionStage<JsonNode> find(ResourceKey key, Admission admission, int tries) {
        return admission.consistent().thenCompose(snapshot -> {
            JsonNode account = account(snapshot, key);
            if (account != null) {
                return CompletableFuture.completedStage(account);
            }
            if (tries > 1) {
                return admission.after(BETWEEN_TRIES).thenCompose(over -> find(key, admission, tries - 1));
            }
            throw admission.forbidden("error looking up service account %s/%s: serviceaccount \"%s\" not found"
                    .formatted(key.namespace(), key.name(), key.name()));
        });
    }

    private static @Nullable JsonNode account(Snapshot snapshot, ResourceKey key) {
        var account = snapshot.get(key);
        return account == null ? null : account.json();
    }

    private static void give(ObjectNode pod, JsonNode account, Admission admission) {
        ObjectNode spec = pod.withObjectProperty("spec");
        if (isMounted(spec, account)) {
            TokenVolume.mount(spec, admission.newSuffix());
        }
        JsonNode pullSecrets = account.path("imagePullSecrets");
        if (spec.path("imagePullSecrets").isEmpty() && !pullSecrets.isEmpty()) {
            spec.set("imagePullSecrets", pullSecrets.deepCopy());
        }
    }

    /** The pod's word counts, then the account's. */
    private static boolean isMounted(JsonNode spec, JsonNode account) {
        String field = "automountServiceAccountToken";
        return spec.path(field).asBoolean(account.path(field).asBoolean(true));
    }
}
