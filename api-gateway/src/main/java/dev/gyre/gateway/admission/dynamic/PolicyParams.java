package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.admission.dynamic.Policy.ParamKind;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.selection.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the objects that a binding names as its policy's parameters. */
final class PolicyParams {

    private final ResourceKinds kinds;

    PolicyParams(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    /** There are none, and that is not to be passed over; or the reference cannot be followed. */
    static final class MissingException extends Exception {
        MissingException(String message) {
            super(message, null, false, false);
        }
    }

    /** One evaluation for each of these; an element is null where the policy is to be evaluated without parameters. */
    List<@Nullable ObjectNode> of(
            Policy<?> policy, PolicyBinding binding, AdmissionAttributes request, Snapshot snapshot)
            throws MissingException {
        ParamKind wanted = policy.paramKind();
        JsonNode reference = binding.params();
        List<@Nullable ObjectNode> found = new ArrayList<>();
        if (wanted == null || reference == null) {
            found.add(null);
            return found;
        }
        ResourceKind kind = kind(wanted);
        ApiVersion version = kind == null ? null : kind.served(wanted.apiVersion());
        if (kind == null || version == null) {
            throw new MissingException("failed to find resource referenced by paramKind: '%s, Kind=%s'"
                    .formatted(wanted.apiVersion(), wanted.kind()));
        }
        collect(found, kind, version, reference, request, snapshot);
        boolean isAllowed =
                reference.path("parameterNotFoundAction").asString("").equals("Allow");
        if (found.isEmpty() && !isAllowed) {
            throw new MissingException("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private static void collect(
            List<@Nullable ObjectNode> found,
            ResourceKind kind,
            ApiVersion version,
            JsonNode reference,
            AdmissionAttributes request,
            Snapshot snapshot)
            throws MissingException {
        String namespace = namespace(kind, reference, request);
        String name = reference.path("name").asString("");
        if (!name.isEmpty()) {
            StoredObject stored = snapshot.get(kind.key(namespace, name));
            if (stored != null) {
                found.add(shown(kind, stored, version));
            }
            return;
        }
        LabelSelector selector = LabelSelector.of(reference.path("selector"));
        for (StoredObject stored : snapshot.list(kind.group(), kind.plural(), namespace, null)) {
            if (selector.matchesObject(stored.json())) {
                found.add(shown(kind, stored, version));
            }
        }
    }

    /** Without one of its own it is the request's. */
    private static String namespace(ResourceKind kind, JsonNode reference, AdmissionAttributes request)
            throws MissingException {
        String named = reference.path("namespace").asString("");
        if (!kind.isNamespaced()) {
            if (!named.isEmpty()) {
                throw new MissingException("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
            }
            return "";
        }
        String namespace = named.isEmpty() ? request.namespace() : named;
        if (namespace.isEmpty()) {
            throw new MissingException(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped" + " resources");
        }
        return namespace;
    }

    private @Nullable ResourceKind kind(ParamKind wanted) {
        for (ResourceKind kind : kinds.all()) {
            if (kind.kind().equals(wanted.kind()) && kind.served(wanted.apiVersion()) != null) {
                return kind;
            }
        }
        return null;
    }

    private static ObjectNode shown(ResourceKind kind, StoredObject stored, ApiVersion version)
            throws MissingException {
        if (kind.conversionWebhook() != null
                && !stored.json().path("apiVersion").asString("").equals(version.apiVersion())) {
            throw new MissingException("params are stored in "
                    + stored.json().path("apiVersion").asString("") + ", and webhooks are not asked to convert them");
        }
        ObjectNode object = stored.json().deepCopy();
        if (!version.isStorage()) {
            version.conversion().fromStorage(object);
        }
        object.withObjectProperty("metadata").put("resourceVersion", Long.toString(stored.modRevision()));
        return object;
    }
}
