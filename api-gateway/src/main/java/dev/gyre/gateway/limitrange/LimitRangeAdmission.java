package dev.gyre.gateway.limitrange;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the limit ranges of a namespace give to new pods, and which pods and claims they refuse. A pod that is there already is
 * left alone until it is resized. The serial is seen by whoever is looked at and taken by those who write limit ranges, so that nobody comes in
 * by a picture from before.
 */
public final class LimitRangeAdmission implements AdmissionRule {

    @Override
    public void fillIn(Candidate candidate) {
        if (candidate.isOf("pods") && candidate.old() == null) {
            ContainerDefaulting.fillIn(candidate.object(), items(candidate));
        }
    }

    @Override
    public Verdict admit(Candidate candidate) {
        String serial = "limitrange/" + candidate.key().namespace();
        Snapshot others = candidate.others();
        if (candidate.isOf("limitranges")) {
            return isNew(candidate)
                    ? new Verdict.Admitted(List.of(Serial.taken(serial, others.serial(serial))))
                    : Verdict.ADMITTED;
        }
        boolean isPod = candidate.isOf("pods") && (candidate.old() == null || isResized(candidate));
        boolean isClaim = candidate.isOf("persistentvolumeclaims") && isNew(candidate);
        if (!isPod && !isClaim) {
            return Verdict.ADMITTED;
        }
        for (List<JsonNode> items : itemsByRange(candidate)) {
            List<String> faults = isPod
                    ? LimitCheck.ofPod(items, candidate.object().path("spec"))
                    : LimitCheck.ofClaim(items, candidate.object().path("spec"));
            if (!faults.isEmpty()) {
                return new Verdict.Forbidden(
                        faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]");
            }
        }
        return new Verdict.Admitted(List.of(Serial.seen(serial, others.serial(serial))));
    }

    @Override
    public List<Serial> droppedWith(ResourceKey removed) {
        return removed.groupResource().equals("namespaces")
                ? List.of(Serial.dropped("limitrange/" + removed.name()))
                : List.of();
    }

    /** Whether it is created, or asks for something else than before. */
    private static boolean isNew(Candidate candidate) {
        ObjectNode old = candidate.old();
        return old == null || !SameJson.same(candidate.object().get("spec"), old.get("spec"));
    }

    /** Nothing else of a pod's resources ever changes. */
    private static boolean isResized(Candidate pod) {
        ObjectNode old = pod.old();
        return old != null
                && !(SameJson.same(resources(pod.object(), "containers"), resources(old, "containers"))
                        && SameJson.same(resources(pod.object(), "initContainers"), resources(old, "initContainers")));
    }

    private static JsonNode resources(ObjectNode pod, String list) {
        ArrayNode resources = Json.MAPPER.createArrayNode();
        pod.path("spec").path(list).forEach(container -> resources.add(container.path("resources")));
        return resources;
    }

    private static List<JsonNode> items(Candidate candidate) {
        List<JsonNode> items = new ArrayList<>();
        itemsByRange(candidate).forEach(items::addAll);
        return items;
    }

    /** The items of each limit range, in the order of their names. */
    private static List<List<JsonNode>> itemsByRange(Candidate candidate) {
        List<List<JsonNode>> ranges = new ArrayList<>();
        for (StoredObject range :
                candidate.others().list("", "limitranges", candidate.key().namespace(), null)) {
            ranges.add(range.json().path("spec").path("limits").valueStream().toList());
        }
        return ranges;
    }
}
