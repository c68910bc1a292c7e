package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.Claim;
import dev.gyre.actors.workload.PodState;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pods of a Job, and what is done about the finalizer that holds each of them until it has been counted. */
record JobPods(Claim claim, List<PodState> all) {

    static JobPods of(Job job, ClusterView view) {
        Map<String, Resource> candidates = new TreeMap<>();
        view.ownedBy(job.resource().uid()).stream()
                .filter(owned -> owned.key().groupResource().equals("pods"))
                .forEach(pod -> candidates.put(pod.name(), pod));
        Map<String, String> labels = new LinkedHashMap<>();
        job.resource()
                .json()
                .path("spec")
                .path("selector")
                .path("matchLabels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        view.podsLabelled(job.resource().namespace(), labels).forEach(pod -> candidates.put(pod.name(), pod));
        Claim claim = Claim.of(job.resource(), Job.KIND, job.selector(), List.copyOf(candidates.values()));
        return new JobPods(claim, claim.owned().stream().map(PodState::new).toList());
    }

    List<PodState> active() {
        return all.stream().filter(PodState::isActive).toList();
    }

    /** Those that were told to go and have not ended yet. */
    List<PodState> terminating() {
        return all.stream()
                .filter(pod -> pod.resource().isDeleting() && !pod.isFinished())
                .toList();
    }

    static boolean isHeld(Resource pod) {
        return pod.finalizers().contains(Job.TRACKING);
    }

    /** Lets a pod go: nobody will count it any more. */
    static Command release(Resource pod) {
        ObjectNode object = pod.copy();
        ObjectNode metadata = object.withObjectProperty("metadata");
        List<String> kept = new ArrayList<>(pod.finalizers());
        kept.remove(Job.TRACKING);
        if (kept.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode finalizers = Json.MAPPER.createArrayNode();
            kept.forEach(finalizers::add);
            metadata.set("finalizers", finalizers);
        }
        return new Command.Update(pod.key(), null, pod.revision(), object, List.of());
    }
}
