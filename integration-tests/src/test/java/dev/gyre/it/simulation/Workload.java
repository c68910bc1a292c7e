package dev.gyre.it.simulation;

import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A Deployment with all that belongs to it, as it really is in the store at this moment. */
record Workload(StoredObject deployment, List<StoredObject> replicaSets, List<StoredObject> pods) {

    static Workload of(Ledger ledger, StoredObject deployment) {
        String namespace = deployment.key().namespace();
        List<StoredObject> replicaSets = ledger.list("apps", "replicasets", namespace).stream()
                .filter(replicaSet -> owner(replicaSet).equals(deployment.uid()))
                .toList();
        List<String> uids = replicaSets.stream().map(StoredObject::uid).toList();
        List<StoredObject> pods = ledger.list("", "pods", namespace).stream()
                .filter(pod -> uids.contains(owner(pod)))
                .filter(Workload::isActive)
                .toList();
        return new Workload(deployment, replicaSets, pods);
    }

    static List<StoredObject> podsOf(Ledger ledger, StoredObject owner) {
        return ledger.list("", "pods", owner.key().namespace()).stream()
                .filter(pod -> owner(pod).equals(owner.uid()))
                .toList();
    }

    static List<StoredObject> activePodsOf(Ledger ledger, StoredObject owner) {
        return podsOf(ledger, owner).stream().filter(Workload::isActive).toList();
    }

    /** Whether all of these are ready and of the version that their owner's template names. */
    static boolean areServed(List<StoredObject> pods, StoredObject owner) {
        String image = image(owner.json().path("spec").path("template").path("spec"));
        return pods.stream()
                .allMatch(pod -> isReady(pod) && image(pod.json().path("spec")).equals(image));
    }

    /** The uid of the controller among the owners. */
    static String owner(StoredObject object) {
        for (JsonNode reference : object.json().path("metadata").path("ownerReferences")) {
            if (reference.path("controller").asBoolean(false)) {
                return reference.path("uid").asString("");
            }
        }
        return "";
    }

    static boolean isDeleting(StoredObject object) {
        return object.json().path("metadata").hasNonNull("deletionTimestamp");
    }

    /** Counts for its owner: not finished and not on its way out. */
    static boolean isActive(StoredObject pod) {
        String phase = pod.json().path("status").path("phase").asString("");
        return !isDeleting(pod) && !phase.equals("Succeeded") && !phase.equals("Failed");
    }

    static boolean isReady(StoredObject pod) {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    static int replicas(StoredObject object) {
        return object.json().path("spec").path("replicas").asInt(1);
    }

    static String image(JsonNode podSpec) {
        return podSpec.path("containers").path(0).path("image").asString("");
    }

    int desired() {
        return replicas(deployment);
    }

    private int limit(String name) {
        return deployment
                .json()
                .path("spec")
                .path("strategy")
                .path("rollingUpdate")
                .path(name)
                .asInt(0);
    }

    boolean isRolling() {
        return deployment
                .json()
                .path("spec")
                .path("strategy")
                .path("type")
                .asString("")
                .equals("RollingUpdate");
    }

    int maxPods() {
        return desired() + limit("maxSurge");
    }

    int minAvailable() {
        return Math.max(0, desired() - limit("maxUnavailable"));
    }

    int wantedByReplicaSets() {
        return replicaSets.stream().mapToInt(Workload::replicas).sum();
    }

    int available() {
        return (int) pods.stream().filter(Workload::isReady).count();
    }

    String image() {
        return image(deployment.json().path("spec").path("template").path("spec"));
    }

    /** As many pods as are wanted, all of the wanted version, all of them available, and nothing else asked for. */
    boolean isAsWanted() {
        return wantedByReplicaSets() == desired()
                && pods.size() == desired()
                && available() == desired()
                && pods.stream().allMatch(pod -> image(pod.json().path("spec")).equals(image()));
    }

    /** What the status says is what is. */
    boolean isReported() {
        JsonNode status = deployment.json().path("status");
        return status.path("observedGeneration").asLong(0)
                        == deployment.json().path("metadata").path("generation").asLong(0)
                && status.path("replicas").asInt(0) == desired()
                && status.path("updatedReplicas").asInt(0) == desired()
                && status.path("readyReplicas").asInt(0) == desired()
                && status.path("availableReplicas").asInt(0) == desired();
    }

    @Override
    public String toString() {
        return deployment.key() + ": " + desired() + " desired, " + wantedByReplicaSets() + " asked for by "
                + replicaSets.size() + " replica sets, " + pods.size() + " active, " + available()
                + " available, status "
                + deployment.json().path("status");
    }
}
