package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.JobColumns;
import dev.gyre.schemas.defaults.JobDefaults;

/** CronJob: Jobs by the clock. */
final class CronJobs {

    private CronJobs() {}

    static ResourceKind kind() {
        return Entry.namespaced("batch", "CronJob", "cronjobs")
                .shortNames("cj")
                .inAll()
                .storedAs("v1", "io.k8s.api.batch.v1.CronJob", JobDefaults::cronJob)
                .retired("batch", "v1beta1", "io.k8s.api.batch.v1beta1.CronJob", JobDefaults::cronJob)
                .subresources("status")
                .columns(JobColumns.ofCronJobs())
                .build();
    }
}
