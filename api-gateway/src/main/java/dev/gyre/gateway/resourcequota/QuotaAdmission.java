package dev.gyre.gateway.resourcequota;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.quota.ObjectUsage;
import dev.gyre.schemas.quota.Quota;
import dev.gyre.schemas.quota.UsageCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the quotas of a namespace: a write that takes more of something than is left of it is refused. What is used is counted
 * from the objects there are, so a limit is exact whatever a quota's status says.
 *
 * <p>A write names up to two serials. The namespace's <i>rules</i> are seen by all that may take something and taken by those
 * who write quotas, so nobody can overtake a new quota. Its <i>use</i> is taken by those who take something that a quota
 * limits, so only these go one after another.
 */
public final class QuotaAdmission implements AdmissionRule {

    private final UsageCounter<StoredObject> counter = new UsageCounter<>();

    @Override
    public Verdict admit(Candidate candidate) {
        ResourceKind kind = candidate.kind();
        if (!kind.isNamespaced() || !ObjectUsage.isCounted(kind.groupResource())) {
            return Verdict.ADMITTED;
        }
        boolean changesRules = candidate.isOf("resourcequotas")
                && (candidate.old() == null || ResourceQuotaRules.isChanged(candidate.object(), candidate.old()));
        if (!changesRules && !Charge.mayGrow(candidate)) {
            return Verdict.ADMITTED;
        }
        Snapshot others = candidate.others();
        String namespace = candidate.key().namespace();
        String rules = rules(namespace);
        List<Serial> serials = new ArrayList<>();
        serials.add(
                changesRules ? Serial.taken(rules, others.serial(rules)) : Serial.seen(rules, others.serial(rules)));
        List<Quota> quotas = quotas(others, namespace, kind.groupResource());
        if (!quotas.isEmpty() && Charge.mayGrow(candidate)) {
            Bill bill = new Bill(candidate, counter);
            for (Quota quota : quotas) {
                String fault = bill.fault(quota);
                if (!fault.isEmpty()) {
                    return new Verdict.Forbidden(fault);
                }
            }
            if (bill.takesSomething()) {
                String use = use(namespace);
                serials.add(Serial.taken(use, others.serial(use)));
            }
        }
        return new Verdict.Admitted(serials);
    }

    private static List<Quota> quotas(Snapshot snapshot, String namespace, String groupResource) {
        List<Quota> quotas = new ArrayList<>();
        for (StoredObject stored : snapshot.list("", "resourcequotas", namespace, null)) {
            Quota quota = Quota.of(stored.json());
            if (quota.counts(groupResource)) {
                quotas.add(quota);
            }
        }
        return quotas;
    }

    @Override
    public List<Serial> droppedWith(ResourceKey removed) {
        return removed.groupResource().equals("namespaces")
                ? List.of(Serial.dropped(rules(removed.name())), Serial.dropped(use(removed.name())))
                : List.of();
    }

    private static String rules(String namespace) {
        return "quota/" + namespace + "/rules";
    }

    private static String use(String namespace) {
        return "quota/" + namespace + "/use";
    }
}
