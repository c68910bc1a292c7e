package dev.gyre.gateway.customresource;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.custom.DefinitionStatus;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Settles, while a definition is made, whether its names are its own in its group; where they are, the kind is served as soon
 * as the definition is there. Two who define at the same time are put in a row by the group's serial. What changes later, the
 * controller settles.
 */
public final class DefinitionNames implements AdmissionRule {

    @Override
    public Verdict admit(Candidate candidate) {
        if (!candidate.isOf(CustomKinds.PLURAL + "." + CustomKinds.GROUP) || candidate.old() != null) {
            return Verdict.ADMITTED;
        }
        List<JsonNode> others = new ArrayList<>();
        for (StoredObject other : candidate.others().list(CustomKinds.GROUP, CustomKinds.PLURAL, "", null)) {
            others.add(other.json());
        }
        String now =
                candidate.object().path("metadata").path("creationTimestamp").asString("");
        candidate.object().set("status", DefinitionStatus.settled(candidate.object(), others, now));
        String serial = "customresourcedefinitions/"
                + candidate.object().path("spec").path("group").asString("");
        return new Verdict.Admitted(
                List.of(Serial.taken(serial, candidate.others().serial(serial))));
    }
}
