package dev.gyre.gateway.volume;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.quantity.Quantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A claim may only want more where its class says that volumes grow: nobody waits for what never comes. */
public final class ClaimGrowth implements AdmissionRule {

    @Override
    public Verdict admit(Candidate candidate) {
        ObjectNode old = candidate.old();
        if (!candidate.isOf("persistentvolumeclaims")
                || old == null
                || storage(candidate.object()).compareTo(storage(old)) <= 0
                || growsByClass(candidate)) {
            return Verdict.ADMITTED;
        }
        return new Verdict.Forbidden("only dynamically provisioned pvc can be resized and the storageclass that"
                + " provisions the pvc must support resize");
    }

    private static boolean growsByClass(Candidate candidate) {
        String name = candidate.object().path("spec").path("storageClassName").asString("");
        StoredObject storageClass = name.isEmpty()
                ? null
                : candidate.others().get(ResourceKey.clusterScoped("storage.k8s.io", "storageclasses", name));
        return storageClass != null
                && storageClass.json().path("allowVolumeExpansion").asBoolean(false);
    }

    private static Quantity storage(JsonNode claim) {
        return Quantity.parse(claim.path("spec")
                .path("resources")
                .path("requests")
                .path("storage")
                .asString("0"));
    }
}
