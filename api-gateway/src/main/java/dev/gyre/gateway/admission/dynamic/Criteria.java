package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.admission.dynamic.AdmissionAttributes.Subject;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.selection.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Which requests somebody wants to be asked about: by rules, by the labels of the namespace and of the object. Immutable; read
 * once for many requests.
 */
final class Criteria {

    private final List<ResourceRule> rules;
    private final List<ResourceRule> excluded;
    private final boolean isExact;
    private final LabelSelector namespaces;
    private final LabelSelector objects;

    private Criteria(JsonNode criteria, JsonNode rules, JsonNode excluded) {
        this.rules = ResourceRule.all(rules);
        this.excluded = ResourceRule.all(excluded);
        this.isExact = criteria.path("matchPolicy").asString("").equals("Exact");
        this.namespaces = selector(criteria.path("namespaceSelector"));
        this.objects = selector(criteria.path("objectSelector"));
    }

    static Criteria ofWebhook(JsonNode webhook) {
        return new Criteria(webhook, webhook.path("rules"), MissingNode.getInstance());
    }

    /** Of a policy or of its binding; without any rules a binding is about all that its policy is about. */
    static Criteria ofResources(JsonNode match) {
        return new Criteria(match, match.path("resourceRules"), match.path("excludeResourceRules"));
    }

    private static LabelSelector selector(JsonNode selector) {
        return selector.isObject() ? LabelSelector.of(selector) : LabelSelector.EVERYTHING;
    }

    /** The version in which the request is to be shown; null where it is not wanted. */
    @Nullable
    ApiVersion match(AdmissionAttributes request, Snapshot snapshot) {
        if (excluded.stream().anyMatch(rule -> matchedVersion(rule, request) != null)) {
            return null;
        }
        for (ResourceRule rule : rules) {
            ApiVersion version = matchedVersion(rule, request);
            if (version != null) {
                return matchesLabels(request, snapshot) ? version : null;
            }
        }
        return null;
    }

    /** The same for those without rules, which take whatever is not excluded. */
    boolean narrows(AdmissionAttributes request, Snapshot snapshot) {
        return rules.isEmpty()
                ? excluded.stream().anyMatch(rule -> matchedVersion(rule, request) != null)
                        || !matchesLabels(request, snapshot)
                : match(request, snapshot) == null;
    }

    /** The request's own version first; then, unless it must be exact, the others in which the same is served. */
    private @Nullable ApiVersion matchedVersion(ResourceRule rule, AdmissionAttributes request) {
        if (rule.matches(request, request.version())) {
            return request.version();
        }
        if (!isExact) {
            for (ApiVersion version : request.kind().servedVersions()) {
                if (rule.matches(request, version)) {
                    return version;
                }
            }
        }
        return null;
    }

    private boolean matchesLabels(AdmissionAttributes request, Snapshot snapshot) {
        return matchesNamespace(request, snapshot)
                && (objects.isEverything()
                        || isSelected(request.object(), request)
                        || isSelected(request.old(), request));
    }

    private boolean isSelected(@Nullable Subject subject, AdmissionAttributes request) {
        return subject != null && objects.matchesObject(subject.in(request.version()));
    }

    private boolean matchesNamespace(AdmissionAttributes request, Snapshot snapshot) {
        boolean isInNone = request.namespace().isEmpty() && !request.isNamespace();
        if (namespaces.isEverything() || isInNone) {
            return true;
        }
        // A namespace that is only just coming about, or changing its labels, is known by no snapshot.
        boolean isNew = request.isWholeNamespace()
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
        if (isNew) {
            return namespaces.matchesObject(request.shown(request.version()));
        }
        StoredObject namespace = snapshot.get(ResourceKey.clusterScoped("", "namespaces", request.namespace()));
        return namespace != null && namespaces.matchesObject(namespace.json());
    }
}
