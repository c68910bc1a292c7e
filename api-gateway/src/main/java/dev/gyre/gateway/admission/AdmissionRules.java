package dev.gyre.gateway.admission;

import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;

/** All admission rules, in their order; the first that does not admit decides. */
public record AdmissionRules(List<AdmissionRule> rules) {

    public static final AdmissionRules NONE = new AdmissionRules(List.of());

    public void fillIn(Candidate candidate) {
        rules.forEach(rule -> rule.fillIn(candidate));
    }

    public Verdict admit(Candidate candidate) {
        List<Serial> serials = new ArrayList<>();
        for (AdmissionRule rule : rules) {
            Verdict verdict = rule.admit(candidate);
            if (!(verdict instanceof Verdict.Admitted admitted)) {
                return verdict;
            }
            serials.addAll(admitted.serials());
        }
        return new Verdict.Admitted(serials);
    }

    public List<Serial> droppedWith(ResourceKey removed) {
        List<Serial> serials = new ArrayList<>();
        rules.forEach(rule -> serials.addAll(rule.droppedWith(removed)));
        return serials;
    }
}
