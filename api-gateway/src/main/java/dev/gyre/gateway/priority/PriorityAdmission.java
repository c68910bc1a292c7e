package dev.gyre.gateway.priority;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A new pod's priority follows from the class it names, or from the one that is the default for all; it cannot be set by
 * hand to something else. There is one such default at most.
 */
public final class PriorityAdmission implements AdmissionRule {

    private static final String GROUP = "scheduling.k8s.io";
    private static final String PLURAL = "priorityclasses";

    @Override
    public void fillIn(Candidate candidate) {
        if (!isNewPod(candidate)) {
            return;
        }
        ObjectNode spec = candidate.object().withObjectProperty("spec");
        JsonNode priorityClass = classOf(candidate);
        if (priorityClass == null) {
            return;
        }
        spec.put(
                "priorityClassName", priorityClass.path("metadata").path("name").asString(""));
        if (!spec.hasNonNull("priority")) {
            spec.put("priority", priorityClass.path("value").asInt(0));
        }
        if (!spec.hasNonNull("preemptionPolicy")) {
            spec.put("preemptionPolicy", policy(priorityClass));
        }
    }

    @Override
    public Verdict admit(Candidate candidate) {
        if (candidate.isOf(PLURAL + "." + GROUP)) {
            return admitClass(candidate);
        }
        return isNewPod(candidate) ? admitPod(candidate) : Verdict.ADMITTED;
    }

    private static boolean isNewPod(Candidate candidate) {
        return candidate.isOf("pods") && candidate.old() == null;
    }

    private static Verdict admitPod(Candidate candidate) {
        JsonNode spec = candidate.object().path("spec");
        String name = spec.path("priorityClassName").asString("");
        JsonNode priorityClass = classOf(candidate);
        if (!name.isEmpty() && priorityClass == null) {
            return new Verdict.Forbidden("no PriorityClass with name " + name + " was found");
        }
        int priority = priorityClass == null ? 0 : priorityClass.path("value").asInt(0);
        if (spec.path("priority").asInt(0) != priority) {
            return new Verdict.Forbidden(
                    ("the integer value of priority (%d) must not be provided in pod spec; priority"
                                    + " admission controller computed %d from the given PriorityClass name")
                            .formatted(spec.path("priority").asInt(0), priority));
        }
        String policy = priorityClass == null ? "PreemptLowerPriority" : policy(priorityClass);
        String given = spec.path("preemptionPolicy").asString(policy);
        if (!given.equals(policy)) {
            return new Verdict.Forbidden(("the string value of PreemptionPolicy (%s) must not be provided in pod spec;"
                            + " priority admission controller computed %s from the given PriorityClass name")
                    .formatted(given, policy));
        }
        return Verdict.ADMITTED;
    }

    private static String policy(JsonNode priorityClass) {
        return priorityClass.path("preemptionPolicy").asString("PreemptLowerPriority");
    }

    /** The class that a pod names, or else the default one; null where there is none. */
    private static @Nullable JsonNode classOf(Candidate pod) {
        String name = pod.object().path("spec").path("priorityClassName").asString("");
        StoredObject found =
                name.isEmpty() ? defaultBut(pod, "") : pod.others().get(ResourceKey.clusterScoped(GROUP, PLURAL, name));
        return found == null ? null : found.json();
    }

    private static Verdict admitClass(Candidate candidate) {
        if (!candidate.object().path("globalDefault").asBoolean(false)) {
            return Verdict.ADMITTED;
        }
        StoredObject other = defaultBut(candidate, candidate.key().name());
        return other == null
                ? Verdict.ADMITTED
                : new Verdict.Forbidden("PriorityClass " + other.key().name()
                        + " is already marked as default. Only one default can exist");
    }

    /** Of several that were made at the same moment the least. */
    private static @Nullable StoredObject defaultBut(Candidate candidate, String name) {
        StoredObject least = null;
        for (StoredObject each : candidate.others().list(GROUP, PLURAL, "", null)) {
            if (each.json().path("globalDefault").asBoolean(false)
                    && !each.key().name().equals(name)
                    && (least == null || value(each) < value(least))) {
                least = each;
            }
        }
        return least;
    }

    private static int value(StoredObject priorityClass) {
        return priorityClass.json().path("value").asInt(0);
    }
}
