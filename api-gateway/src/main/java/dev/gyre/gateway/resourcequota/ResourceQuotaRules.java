package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.ResourceNames;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.rules.StatusRules;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A quota limits resources that there are, to amounts that can be, for pods that its scopes can tell apart. */
public final class ResourceQuotaRules implements KindRules {

    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public StatusRules status() {
        return ResourceQuotaStatusRules.INSTANCE;
    }

    @Override
    public void validate(ObjectNode quota, FieldErrors errors) {
        JsonNode spec = quota.path("spec");
        validateAmounts(spec.path("hard"), SPEC.child("hard"), errors);
        ScopeRules.validate(spec, SPEC, errors);
    }

    static void validateAmounts(JsonNode amounts, FieldPath path, FieldErrors errors) {
        for (var amount : amounts.properties()) {
            FieldPath at = path.key(amount.getKey());
            ResourceNames.validateOfQuota(amount.getKey(), at, errors);
            ResourceNames.validateAmount(amount.getKey(), amount.getValue(), at, errors);
        }
    }

    @Override
    public void validateUpdate(ObjectNode quota, ObjectNode old, FieldErrors errors) {
        JsonNode scopes = quota.path("spec").path("scopes");
        if (!words(scopes).equals(words(old.path("spec").path("scopes")))) {
            errors.invalid(SPEC.child("scopes"), scopes, "field is immutable");
        }
    }

    /** Whether an update asks for something else than before. */
    static boolean isChanged(ObjectNode quota, ObjectNode old) {
        return !SameJson.same(quota.get("spec"), old.get("spec"));
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new TreeSet<>();
        list.forEach(word -> words.add(word.asString("")));
        return words;
    }
}
