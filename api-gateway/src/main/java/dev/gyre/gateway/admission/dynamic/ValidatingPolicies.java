package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.admission.dynamic.BoundPolicies.Bound;
import dev.gyre.gateway.admission.dynamic.MatchConditions.UndecidedException;
import dev.gyre.gateway.admission.dynamic.PolicyEvaluation.Violation;
import dev.gyre.gateway.admission.dynamic.PolicyParams.MissingException;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKinds;
import java.util.IdentityHashMap;
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

    private final BoundPolicies<Policy<Policy.Rule>> policies;
    private final PolicyParams params;

    ValidatingPolicies(ResourceKinds kinds, Authorizer authorizer) {
        this.params = new PolicyParams(kinds);
        this.policies = new BoundPolicies<>(
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
                Policy::validating,
                policy -> policy,
                authorizer);
    }

    boolean isEmpty(Snapshot snapshot) {
        return policies.isEmpty(snapshot);
    }

    /** Throws the refusal. */
    void validate(AdmissionAttributes request, Snapshot snapshot, Warnings warnings) {
        StatusException denial = null;
        Map<ApiVersion, Map<String, Object>> known = new IdentityHashMap<>();
        for (Bound<Policy<Policy.Rule>> bound : policies.of(request, snapshot)) {
            StatusException refusal = validate(
                    bound.policy(),
                    bound.binding(),
                    request,
                    known.computeIfAbsent(bound.shown(), shown -> policies.known(request, shown, snapshot)),
                    snapshot,
                    warnings);
            denial = denial == null ? refusal : denial;
        }
        if (denial != null) {
            throw denial;
        }
    }

    private @Nullable StatusException validate(
            Policy<Policy.Rule> policy,
            PolicyBinding binding,
            AdmissionAttributes request,
            Map<String, Object> known,
            Snapshot snapshot,
            Warnings warnings) {
        List<@Nullable ObjectNode> all;
        try {
            all = params.of(policy, binding, request, snapshot);
        } catch (MissingException e) {
            return policy.failsOpen()
                    ? null
                    : BoundPolicies.misconfigured(policy, binding, request, String.valueOf(e.getMessage()));
        }
        StatusException denial = null;
        for (@Nullable ObjectNode each : all) {
            PolicyValues values = new PolicyValues(policy, known, each);
            try {
                if (!policy.conditions().hold(values::all)) {
                    continue;
                }
            } catch (UndecidedException e) {
                denial = denial == null
                        ? denied(policy, binding, request, new Violation(String.valueOf(e.getMessage()), ""))
                        : denial;
                continue;
            }
            for (Violation violation : new PolicyEvaluation(policy, values).violations()) {
                StatusException refusal = act(policy, binding, request, violation, warnings);
                denial = denial == null ? refusal : denial;
            }
        }
        return denial;
    }

    private static @Nullable StatusException act(
            Policy<Policy.Rule> policy,
            PolicyBinding binding,
            AdmissionAttributes request,
            Violation violation,
            Warnings warnings) {
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
            Policy<Policy.Rule> policy, PolicyBinding binding, AdmissionAttributes request, Violation violation) {
        String why = "ValidatingAdmissionPolicy '%s' with binding '%s' denied request: %s"
                .formatted(policy.name(), binding.name(), violation.message());
        return switch (violation.reason()) {
            case "Unauthorized" -> Refusals.byPolicy(request, 401, "Unauthorized", why);
            case "Forbidden" -> Refusals.byPolicy(request, 403, "Forbidden", why);
            case "RequestEntityTooLarge" -> Refusals.byPolicy(request, 413, "RequestEntityTooLarge", why);
            default -> Refusals.byPolicy(request, 422, "Invalid", why);
        };
    }
}
