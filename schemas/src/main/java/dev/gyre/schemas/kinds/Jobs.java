package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.JobColumns;
import dev.gyre.schemas.defaults.JobDefaults;

/** Job: pods that are to end well, as often as wanted. */
final class Jobs {

    private Jobs() {}

    static ResourceKind kind() {
        return Entry.namespaced("batch", "Job", "jobs")
                .inAll()
                .storedAs("v1", "io.k8s.api.batch.v1.Job", JobDefaults::job)
                .subresources("status")
                .columns(JobColumns.ofJobs())
                .build();
    }
}
