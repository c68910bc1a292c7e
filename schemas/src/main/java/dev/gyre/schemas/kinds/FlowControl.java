package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.columns.FlowControlColumns;
import dev.gyre.schemas.defaults.FlowControlDefaults;

/** Who waits for whom at the API: the flows of requests, and the levels that they are served on. */
final class FlowControl {

    private static final String GROUP = "flowcontrol.apiserver.k8s.io";
    private static final String V1 = "io.k8s.api.flowcontrol.v1.";

    private FlowControl() {}

    static ResourceKind schema() {
        return Entry.clusterScoped(GROUP, "FlowSchema", "flowschemas")
                .storedAs("v1", V1 + "FlowSchema", FlowControlDefaults::schema)
                .subresources("status")
                .columns(FlowControlColumns.ofSchemas())
                .build();
    }

    static ResourceKind priorityLevel() {
        return Entry.clusterScoped(GROUP, "PriorityLevelConfiguration", "prioritylevelconfigurations")
                .storedAs("v1", V1 + "PriorityLevelConfiguration", FlowControlDefaults::priorityLevel)
                .subresources("status")
                .columns(FlowControlColumns.ofPriorityLevels())
                .build();
    }
}
