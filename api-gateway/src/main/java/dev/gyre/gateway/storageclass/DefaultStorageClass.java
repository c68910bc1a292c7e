package dev.gyre.gateway.storageclass;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A new claim that says nothing of a class gets the one that is marked as the default: of several the youngest, and of those
 * the first by name. One that names the empty class wants none.
 */
public final class DefaultStorageClass implements AdmissionRule {

    private static final List<String> IS_DEFAULT =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    /** How the class was named before it had a field. */
    private static final String OLD_NAME = "volume.beta.kubernetes.io/storage-class";

    @Override
    public void fillIn(Candidate candidate) {
        if (!candidate.isOf("persistentvolumeclaims") || candidate.old() != null) {
            return;
        }
        JsonNode claim = candidate.object();
        if (claim.path("spec").hasNonNull("storageClassName")
                || claim.path("metadata").path("annotations").has(OLD_NAME)) {
            return;
        }
        StoredObject chosen = null;
        for (StoredObject storageClass : candidate.others().list("storage.k8s.io", "storageclasses", "", null)) {
            if (isDefault(storageClass.json())
                    && (chosen == null || created(storageClass).compareTo(created(chosen)) > 0)) {
                chosen = storageClass;
            }
        }
        if (chosen != null) {
            candidate
                    .object()
                    .withObjectProperty("spec")
                    .put("storageClassName", chosen.key().name());
        }
    }

    private static boolean isDefault(JsonNode storageClass) {
        JsonNode annotations = storageClass.path("metadata").path("annotations");
        return IS_DEFAULT.stream()
                .anyMatch(name -> annotations.path(name).asString("").equals("true"));
    }

    private static String created(StoredObject storageClass) {
        return storageClass.json().path("metadata").path("creationTimestamp").asString("");
    }
}
