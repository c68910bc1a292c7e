package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The policies of one sort, and which of them hold for a request, by the names of the policies and of their bindings. */
final class BoundPolicies<P> {

    private final Configured<P> policies;
    private final Configured<PolicyBinding> bindings;
    private final Function<P, Policy<?>> head;
    private final Authorizer authorizer;

    BoundPolicies(
            String plural,
            String bindingPlural,
            Configured.Reading<P> reading,
            Function<P, Policy<?>> head,
            Authorizer authorizer) {
        this.policies = new Configured<>(DynamicAdmission.GROUP, plural, reading);
        this.bindings = new Configured<>(DynamicAdmission.GROUP, bindingPlural, PolicyBinding::of);
        this.head = head;
        this.authorizer = authorizer;
    }

    /** A policy that holds by a binding, and the version in which it is to see the request. */
    record Bound<P>(P policy, PolicyBinding binding, ApiVersion shown) {}

    boolean isEmpty(Snapshot snapshot) {
        return policies.isEmpty(snapshot) || bindings.isEmpty(snapshot);
    }

    List<Bound<P>> of(AdmissionAttributes request, Snapshot snapshot) {
        List<Bound<P>> bound = new ArrayList<>();
        List<PolicyBinding> all = bindings.in(snapshot);
        for (P policy : policies.in(snapshot)) {
            ApiVersion shown = head.apply(policy).criteria().match(request, snapshot);
            if (shown == null) {
                continue;
            }
            for (PolicyBinding binding : all) {
                boolean isBound = binding.policy().equals(head.apply(policy).name())
                        && (binding.criteria() == null || !binding.criteria().narrows(request, snapshot));
                if (isBound) {
                    bound.add(new Bound<>(policy, binding, shown));
                }
            }
        }
        return bound;
    }

    /** What expressions know of the request, whichever the policy. */
    Map<String, Object> known(AdmissionAttributes request, ApiVersion shown, Snapshot snapshot) {
        Map<String, Object> known = new HashMap<>(Expressions.values(request, shown, authorizer));
        StoredObject namespace = request.namespace().isEmpty() || request.isNamespace()
                ? null
                : snapshot.get(ResourceKey.clusterScoped("", "namespaces", request.namespace()));
        known.put("namespaceObject", namespace == null ? CelValues.nothing() : CelValues.of(namespace.json()));
        return known;
    }

    /** A policy that cannot be held against the request at all. */
    static StatusException failed(Policy<?> policy, PolicyBinding binding, AdmissionAttributes request, String why) {
        return Refusals.byPolicy(
                request,
                422,
                "Invalid",
                "policy '%s' with binding '%s' denied request: %s".formatted(policy.name(), binding.name(), why));
    }

    /** One whose parameters cannot be found. */
    static StatusException misconfigured(
            Policy<?> policy, PolicyBinding binding, AdmissionAttributes request, String why) {
        return failed(policy, binding, request, "failed to configure binding: " + why);
    }
}
