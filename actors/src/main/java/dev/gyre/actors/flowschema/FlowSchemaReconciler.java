package dev.gyre.actors.flowschema;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/** Keeps the condition {@code Dangling}: a schema whose level is not there matches nothing, and nobody would know why. */
public final class FlowSchemaReconciler implements Reconciler {

    private static final String GROUP = "flowcontrol.apiserver.k8s.io";
    private static final String SCHEMAS = "flowschemas";
    private static final String LEVELS = "prioritylevelconfigurations";

    @Override
    public String name() {
        return "flowschema";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        if (!event.key().group().equals(GROUP)) {
            return Set.of();
        }
        if (event.key().plural().equals(SCHEMAS)) {
            return Set.of(event.key());
        }
        Set<ResourceKey> leadThere = new LinkedHashSet<>();
        for (Resource schema : view.list(GROUP, SCHEMAS)) {
            if (level(schema).equals(event.key().name())) {
                leadThere.add(schema.key());
            }
        }
        return leadThere;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource schema = view.get(key).orElse(null);
        if (schema == null || schema.isDeleting()) {
            return Decision.NOTHING;
        }
        String level = level(schema);
        boolean isThere =
                view.get(ResourceKey.clusterScoped(GROUP, LEVELS, level)).isPresent();
        String message = "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\" "
                + (isThere ? "and it exists" : "but there is no such object");
        Conditions conditions = Conditions.of(schema.json().path("status").path("conditions"))
                .reportWithMessage(new Condition(
                        "Dangling", isThere ? "False" : "True", isThere ? "Found" : "NotFound", message, null, now));
        return Decision.of(
                new StatusWrite(schema)
                        .conditions(conditions).command().stream().toList(),
                "its level \"" + level + "\" " + (isThere ? "is there" : "is not there"));
    }

    private static String level(Resource schema) {
        return schema.json()
                .path("spec")
                .path("priorityLevelConfiguration")
                .path("name")
                .asString("");
    }
}
