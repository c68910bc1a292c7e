package dev.gyre.gateway.admission.dynamic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a policy holds and, for one that validates, what follows where it is broken.
 *
 * @param criteria null where it holds wherever the policy does
 * @param params null for none
 */
record PolicyBinding(
        String name,
        String policy,
        @Nullable Criteria criteria,
        @Nullable JsonNode params,
        List<String> actions) {

    static List<PolicyBinding> of(ObjectNode binding) {
        JsonNode spec = binding.path("spec");
        JsonNode match = spec.path("matchResources");
        JsonNode params = spec.path("paramRef");
        List<String> actions = new ArrayList<>();
        spec.path("validationActions").forEach(action -> actions.add(action.asString("")));
        return List.of(new PolicyBinding(
                binding.path("metadata").path("name").asString(""),
                spec.path("policyName").asString(""),
                match.isObject() ? Criteria.ofResources(match) : null,
                params.isObject() ? params : null,
                List.copyOf(actions)));
    }
}
