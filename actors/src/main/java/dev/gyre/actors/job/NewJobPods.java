package dev.gyre.actors.job;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.workload.SafeSuffix;
import dev.gyre.actors.workload.TemplatePod;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.OwnerReference;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pods a Job makes from its template, each held by a finalizer until it has been counted. One with an index knows it by
 * label, annotation, host name and environment, and bears how often its index failed before.
 */
record NewJobPods(Job job, ClusterView view) {

    private static final int MAX_PODS_A_ROUND = 500;
    private static final int MAX_BYTES_A_ROUND = 600_000;
    private static final int MAX_HOST_NAME = 63;
    private static final String VARIABLE = "JOB_COMPLETION_INDEX";

    /** A decision is one record on the log, and it holds every pod it makes. */
    int mostAtOnce() {
        int bytesEach = Json.write(job.template()).length + 512;
        return Math.min(MAX_PODS_A_ROUND, Math.max(1, MAX_BYTES_A_ROUND / bytesEach));
    }

    List<Command.Create> create(int count) {
        Resource owner = job.resource();
        List<Command.Create> pods = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int index = 0; pods.size() < count; index++) {
            ResourceKey key = podKey(SafeSuffix.childName(owner.name(), owner.uid(), view.revision(), index));
            if (taken.add(key.name()) && view.get(key).isEmpty()) {
                pods.add(create(key, pod(key)));
            }
        }
        return pods;
    }

    /** @param before how often this index has failed */
    Command.Create create(int index, JobIndexes.Failures before) {
        ResourceKey key = indexedKey(index);
        ObjectNode pod = pod(key);
        ObjectNode metadata = pod.withObjectProperty("metadata");
        String written = Integer.toString(index);
        metadata.withObjectProperty("labels").put(Job.INDEX, written);
        ObjectNode annotations = metadata.withObjectProperty("annotations").put(Job.INDEX, written);
        if (job.isLimitedPerIndex()) {
            annotations.put(JobIndexes.FAILURES, Integer.toString(before.counted()));
            if (before.ignored() > 0) {
                annotations.put(JobIndexes.IGNORED_FAILURES, Integer.toString(before.ignored()));
            }
        }
        ObjectNode spec = pod.withObjectProperty("spec");
        if (spec.path("hostname").asString("").isEmpty()) {
            String hostName = job.resource().name() + "-" + written;
            spec.put("hostname", hostName.substring(0, Math.min(hostName.length(), MAX_HOST_NAME)));
        }
        tellContainers(spec.path("initContainers"));
        tellContainers(spec.path("containers"));
        return create(key, pod);
    }

    private ResourceKey indexedKey(int index) {
        Resource owner = job.resource();
        for (int attempt = 0; ; attempt++) {
            String seed = owner.uid() + "/" + attempt;
            ResourceKey key = podKey(SafeSuffix.childName(owner.name() + "-" + index, seed, view.revision(), index));
            if (view.get(key).isEmpty()) {
                return key;
            }
        }
    }

    /** Whoever has a variable of this name keeps it. */
    private static void tellContainers(JsonNode containers) {
        for (JsonNode container : containers) {
            boolean isThere = container
                    .path("env")
                    .valueStream()
                    .anyMatch(variable -> variable.path("name").asString("").equals(VARIABLE));
            if (!isThere && container instanceof ObjectNode object) {
                object.withArrayProperty("env")
                        .addObject()
                        .put("name", VARIABLE)
                        .putObject("valueFrom")
                        .putObject("fieldRef")
                        .put("fieldPath", "metadata.labels['" + Job.INDEX + "']");
            }
        }
    }

    private ResourceKey podKey(String name) {
        return ResourceKey.namespaced("", "pods", job.resource().namespace(), name);
    }

    private ObjectNode pod(ResourceKey key) {
        Resource owner = job.resource();
        ObjectNode pod =
                TemplatePod.of(job.template(), key, OwnerReference.controllerOf(Job.API_VERSION, Job.KIND, owner));
        pod.withObjectProperty("metadata").withArrayProperty("finalizers").add(Job.TRACKING);
        return pod;
    }

    private Command.Create create(ResourceKey key, ObjectNode pod) {
        Resource owner = job.resource();
        return new Command.Create(key, pod, List.of(new Guard.Exists(owner.key(), owner.uid())));
    }
}
