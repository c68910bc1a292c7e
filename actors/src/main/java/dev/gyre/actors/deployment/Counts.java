package dev.gyre.actors.deployment;

/** The pods that the ReplicaSets of a Deployment report, summed up as its status shows them. */
record Counts(int total, int updated, int ready, int available, int unavailable) {

    static Counts of(Fleet fleet) {
        int total = 0;
        int ready = 0;
        int available = 0;
        for (ReplicaSetState replicaSet : fleet.all()) {
            total += replicaSet.reported().total();
            ready += replicaSet.reported().ready();
            available += replicaSet.reported().available();
        }
        int updated = fleet.newest() == null ? 0 : fleet.newest().reported().total();
        return new Counts(total, updated, ready, available, Math.max(0, fleet.replicas() - available));
    }

    /** All pods are new and available, and no old one is left. */
    boolean areComplete(Deployment deployment) {
        int wanted = deployment.replicas();
        return updated == wanted && total == wanted && available == wanted;
    }
}
