package dev.gyre.gateway.namespace;

import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.NameFormat;
import dev.gyre.schemas.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A namespace is held by {@code spec.finalizers} until the controller that empties it is done. Only the {@code finalize}
 * subresource takes those away; an ordinary update keeps them.
 */
public final class NamespaceRules implements KindRules {

    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    @Override
    public NameFormat nameFormat() {
        return NameFormat.LABEL;
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public void prepareForCreate(ObjectNode namespace) {
        namespace.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
        namespace.set("status", Json.object().put("phase", "Active"));
        label(namespace);
    }

    @Override
    public void prepareForUpdate(ObjectNode namespace, ObjectNode old) {
        ObjectNode spec = namespace.withObjectProperty("spec");
        if (old.path("spec").has("finalizers")) {
            spec.set("finalizers", old.path("spec").get("finalizers"));
        } else {
            spec.remove("finalizers");
        }
        label(namespace);
    }

    /** The label by which selectors name a namespace is the API's own. */
    private static void label(ObjectNode namespace) {
        ObjectNode metadata = namespace.withObjectProperty("metadata");
        String name = metadata.path("name").asString("");
        if (!name.isEmpty()) {
            metadata.withObjectProperty("labels").put(NAME_LABEL, name);
        }
    }

    @Override
    public void prepareForDeletion(ObjectNode namespace) {
        namespace.withObjectProperty("status").put("phase", "Terminating");
    }

    @Override
    public boolean isHeld(ObjectNode namespace) {
        return !namespace.path("spec").path("finalizers").isEmpty();
    }

    @Override
    public @Nullable String reasonNotToDelete(String name) {
        return IMMORTAL.contains(name) ? "this namespace may not be deleted" : null;
    }
}
