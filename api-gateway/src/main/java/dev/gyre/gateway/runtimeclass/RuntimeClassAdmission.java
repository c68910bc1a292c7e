package dev.gyre.gateway.runtimeclass;

import dev.gyre.gateway.admission.AdmissionRule;
import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.admission.Verdict;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A new pod that names a runtime class gets what that costs beside its containers, and may run only where it is. */
public final class RuntimeClassAdmission implements AdmissionRule {

    @Override
    public void fillIn(Candidate candidate) {
        JsonNode runtimeClass = isNewPod(candidate) ? classOf(candidate) : null;
        if (runtimeClass == null) {
            return;
        }
        ObjectNode spec = candidate.object().withObjectProperty("spec");
        JsonNode overhead = runtimeClass.path("overhead").path("podFixed");
        if (!overhead.isEmpty() && !spec.has("overhead")) {
            spec.set("overhead", overhead.deepCopy());
        }
        JsonNode scheduling = runtimeClass.path("scheduling");
        for (Map.Entry<String, JsonNode> label : scheduling.path("nodeSelector").properties()) {
            ObjectNode selector = spec.withObjectProperty("nodeSelector");
            if (!selector.has(label.getKey())) {
                selector.set(label.getKey(), label.getValue());
            }
        }
        for (JsonNode toleration : scheduling.path("tolerations")) {
            ArrayNode tolerations = spec.withArrayProperty("tolerations");
            if (tolerations.valueStream().noneMatch(known -> SameJson.same(known, toleration))) {
                tolerations.add(toleration.deepCopy());
            }
        }
    }

    @Override
    public Verdict admit(Candidate candidate) {
        if (!isNewPod(candidate)) {
            return Verdict.ADMITTED;
        }
        JsonNode spec = candidate.object().path("spec");
        String name = spec.path("runtimeClassName").asString("");
        JsonNode runtimeClass = classOf(candidate);
        if (!name.isEmpty() && runtimeClass == null) {
            return new Verdict.Forbidden("pod rejected: RuntimeClass \"" + name + "\" not found");
        }
        JsonNode overhead = spec.path("overhead");
        if (runtimeClass == null) {
            return overhead.isEmpty()
                    ? Verdict.ADMITTED
                    : new Verdict.Forbidden(
                            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
        if (!overhead.isEmpty()
                && !SameJson.same(overhead, runtimeClass.path("overhead").path("podFixed"))) {
            return new Verdict.Forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
        for (Map.Entry<String, JsonNode> label :
                runtimeClass.path("scheduling").path("nodeSelector").properties()) {
            String key = label.getKey();
            String wanted = spec.path("nodeSelector").path(key).asString("");
            if (!wanted.equals(label.getValue().asString(""))) {
                return new Verdict.Forbidden(
                        "conflict: runtimeClass.Scheduling.NodeSelector[%s] = %s; pod.Spec.NodeSelector[%s] = %s"
                                .formatted(key, label.getValue().asString(""), key, wanted));
            }
        }
        return Verdict.ADMITTED;
    }

    private static boolean isNewPod(Candidate candidate) {
        return candidate.isOf("pods") && candidate.old() == null;
    }

    private static @Nullable JsonNode classOf(Candidate pod) {
        String name = pod.object().path("spec").path("runtimeClassName").asString("");
        StoredObject found = name.isEmpty()
                ? null
                : pod.others().get(ResourceKey.clusterScoped("node.k8s.io", "runtimeclasses", name));
        return found == null ? null : found.json();
    }
}
