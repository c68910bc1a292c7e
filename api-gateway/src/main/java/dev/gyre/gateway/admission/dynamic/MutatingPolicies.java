package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.admission.dynamic.BoundPolicies.Bound;
import dev.gyre.gateway.admission.dynamic.MatchConditions.UndecidedException;
import dev.gyre.gateway.admission.dynamic.MutatingPolicy.Mutation;
import dev.gyre.gateway.admission.dynamic.MutatingPolicy.MutationException;
import dev.gyre.gateway.admission.dynamic.PolicyParams.MissingException;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.cel.ExpressionException;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.ResourceKinds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets the policies that are bound change an object, in the order of their names, once for each of their parameters. What one
 * policy does to an object is done as a whole: its mutations are evaluated one after another, and then the object becomes that.
 */
final class MutatingPolicies {

    private final BoundPolicies<MutatingPolicy> policies;
    private final PolicyParams params;

    MutatingPolicies(ResourceKinds kinds, Authorizer authorizer) {
        this.params = new PolicyParams(kinds);
        this.policies = new BoundPolicies<>(
                "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings",
                MutatingPolicy::of,
                MutatingPolicy::policy,
                authorizer);
    }

    boolean isEmpty(Snapshot snapshot) {
        return policies.isEmpty(snapshot);
    }

    /** A policy that is to have its turn: by a binding, with one set of parameters. */
    record Turn(
            MutatingPolicy policy,
            PolicyBinding binding,
            ApiVersion shown,
            @Nullable ObjectNode param) {
        String id() {
            String by = param == null ? "" : param.path("metadata").path("uid").asString("");
            return "policy " + policy.policy().name() + " " + binding.name() + " " + by;
        }
    }

    /** Whose turn it is, in which order; throws the refusal where the parameters of one cannot be found. */
    List<Turn> turns(AdmissionAttributes request, Snapshot snapshot) {
        List<Turn> turns = new ArrayList<>();
        for (Bound<MutatingPolicy> bound : policies.of(request, snapshot)) {
            Policy<Mutation> policy = bound.policy().policy();
            try {
                for (@Nullable ObjectNode param : params.of(policy, bound.binding(), request, snapshot)) {
                    turns.add(new Turn(bound.policy(), bound.binding(), bound.shown(), param));
                }
            } catch (MissingException e) {
                if (!policy.failsOpen()) {
                    throw BoundPolicies.misconfigured(policy, bound.binding(), request, String.valueOf(e.getMessage()));
                }
            }
        }
        return turns;
    }

    /** What came of a turn. */
    enum Outcome {
        /** Its conditions do not hold. */
        PASSED_BY,
        UNCHANGED,
        CHANGED
    }

    /** Throws the refusal. */
    Outcome take(Turn turn, AdmissionAttributes request, Draft draft, Snapshot snapshot) throws StatusException {
        Policy<Mutation> policy = turn.policy().policy();
        PolicyValues values = new PolicyValues(policy, policies.known(request, turn.shown(), snapshot), turn.param());
        try {
            if (!policy.conditions().hold(values::all)) {
                return Outcome.PASSED_BY;
            }
        } catch (UndecidedException e) {
            throw BoundPolicies.failed(policy, turn.binding(), request, String.valueOf(e.getMessage()));
        }
        values.evaluateVariables();
        ObjectNode before = draft.in(turn.shown());
        ObjectNode object = before;
        for (Mutation mutation : policy.rules()) {
            try {
                object = mutation.applyTo(object, draft.schema(turn.shown()), values.all());
                values.become(object);
            } catch (ExpressionException | MutationException e) {
                if (!policy.failsOpen()) {
                    String why = e instanceof ExpressionException failure
                            ? values.reason(mutation.expression(), failure)
                            : String.valueOf(e.getMessage());
                    throw BoundPolicies.failed(policy, turn.binding(), request, why);
                }
            }
        }
        if (SameJson.same(object, before)) {
            return Outcome.UNCHANGED;
        }
        draft.become(object.deepCopy(), turn.shown());
        return Outcome.CHANGED;
    }
}
