package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.admission.dynamic.MatchConditions.UndecidedException;
import dev.gyre.gateway.admission.dynamic.PolicyEvaluation.Violation;
import dev.gyre.gateway.admission.dynamic.PolicyParams.MissingException;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKinds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds a request against the policies that are bound, in the order of their names. The first binding that denies is the
 * answer; those that warn warn all the same, and those that audit are in the gateway's log, as there is no audit trail yet.
 */
final class ValidatingPolicies {

    private static final Logger LOG = LoggerFactory.getLogger(ValidatingPolicies.class);

    private final Configured<Policy> policies =
            new Configured<>(DynamicAdmission.GROUP, "validatingadmissionpolicies", Policy::of);
    private final Configured<PolicyBinding> bindings =
            new Configured<>(DynamicAdmission.GROUP, "validatingadmissionpolicybindings", PolicyBinding::of);
    private final PolicyParams params;
    private final Authorizer authorizer;

    ValidatingPolicies(ResourceKinds kinds, Authorizer authorizer) {
        this.params = new PolicyParams(kinds);
        this.authorizer = authorizer;
    }

    boolean isEmpty(Snapshot snapshot) {
        return policies.isEmpty(snapshot) || bindings.isEmpty(snapshot);
    }

    /** Throws the refusal. */
    void validate(AdmissionAttributes request, Snapshot snapshot, Warnings warnings) {
        StatusException denial = null;
        List<PolicyBinding> bound = bindings.in(snapshot);
        for (Policy policy : policies.in(snapshot)) {
            ApiVersion shown = policy.criteria().match(request, snapshot);
            if (shown == null) {
                continue;
            }
            Map<String, Object> known = null;
            for (PolicyBinding binding : bound) {
                boolean isBound = binding.policy().equals(policy.name())
                        && (binding.criteria() == null || !binding.criteria().narrows(request, snapshot));
                if (isBound) {
                    known = known == null ? known(request, shown, snapshot) : known;
                    StatusException refusal = validate(policy, binding, request, known, snapshot, warnings);
                    denial = denial == null ? refusal : denial;
                }
            }
        }
        if (denial != null) {
            throw denial;
        }
    }

    private @Nullable StatusException validate(
            Policy policy,
            PolicyBinding binding,
            AdmissionAttributes request,
            Map<String, Object> known,
            Snapshot snapshot,
            Warnings warnings) {
        List<@Nullable ObjectNode> all;
        try {
            all = params.of(policy, binding, request, snapshot);
        } catch (MissingException e) {
            return policy.failsOpen() ? null : misconfigured(policy, binding, request, String.valueOf(e.getMessage()));
        }
        StatusException denial = null;
        for (@Nullable ObjectNode each : all) {
            PolicyEvaluation evaluation = new PolicyEvaluation(policy, known, each);
            try {
                if (!policy.conditions().hold(evaluation::values)) {
                    continue;
                }
            } catch (UndecidedException e) {
                denial = denial == null
                        ? denied(policy, binding, request, new Violation(String.valueOf(e.getMessage()), ""))
                        : denial;
                continue;
            }
            for (Violation violation : evaluation.violations()) {
                StatusException refusal = act(policy, binding, request, violation, warnings);
                denial = denial == null ? refusal : denial;
            }
        }
        return denial;
    }

    private static @Nullable StatusException act(
            Policy policy, PolicyBinding binding, AdmissionAttributes request, Violation violation, Warnings warnings) {
        StatusException denial = null;
        for (String action : binding.actions()) {
            switch (action) {
                case "Deny" -> denial = denied(policy, binding, request, violation);
                case "Warn" ->
                    warnings.add("Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': %s"
                            .formatted(policy.name(), binding.name(), violation.message()));
                default ->
                    LOG.info(
                            "audit: ValidatingAdmissionPolicy '{}' with binding '{}': {} {} \"{}\" of {}: {}",
                            policy.name(),
                            binding.name(),
                            request.operation(),
                            request.kind().groupResource(),
                            request.name(),
                            request.user().name(),
                            violation.message());
            }
        }
        return denial;
    }

    private static StatusException denied(
            Policy policy, PolicyBinding binding, AdmissionAttributes request, Violation violation) {
        String why = "ValidatingAdmissionPolicy '%s' with binding '%s' denied request: %s"
                .formatted(policy.name(), binding.name(), violation.message());
        return switch (violation.reason()) {
            case "Unauthorized" -> Refusals.about(request, 401, "Unauthorized", why);
            case "Forbidden" -> Refusals.about(request, 403, "Forbidden", why);
            case "RequestEntityTooLarge" -> Refusals.about(request, 413, "RequestEntityTooLarge", why);
            default -> Refusals.about(request, 422, "Invalid", why);
        };
    }

    private static StatusException misconfigured(
            Policy policy, PolicyBinding binding, AdmissionAttributes request, String why) {
        return Refusals.about(
                request,
                422,
                "Invalid",
                "policy '%s' with binding '%s' denied request: failed to configure binding: %s"
                        .formatted(policy.name(), binding.name(), why));
    }

    private Map<String, Object> known(AdmissionAttributes request, ApiVersion shown, Snapshot snapshot) {
        Map<String, Object> known = new HashMap<>(Expressions.values(request, shown, authorizer));
        StoredObject namespace = request.namespace().isEmpty() || request.isNamespace()
                ? null
                : snapshot.get(ResourceKey.clusterScoped("", "namespaces", request.namespace()));
        known.put("namespaceObject", namespace == null ? CelValues.nothing() : CelValues.of(namespace.json()));
        return known;
    }
}
