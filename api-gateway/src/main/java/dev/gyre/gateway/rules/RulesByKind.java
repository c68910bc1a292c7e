package dev.gyre.gateway.rules;

import dev.gyre.gateway.admission.AdmissionRules;
import dev.gyre.schemas.ResourceKind;
import java.util.Map;

/**
 * The rules of each kind, by its plural and group ({@code deployments.apps}); kinds that are not listed have none. Rules that
 * look at other objects come for all kinds together.
 */
public final class RulesByKind {

    private final Map<String, KindRules> rules;
    private final AdmissionRules admissions;

    public RulesByKind(Map<String, KindRules> rules, AdmissionRules admissions) {
        this.rules = Map.copyOf(rules);
        this.admissions = admissions;
    }

    public KindRules of(ResourceKind kind) {
        return rules.getOrDefault(kind.groupResource(), KindRules.PLAIN);
    }

    public AdmissionRules admissions() {
        return admissions;
    }
}
