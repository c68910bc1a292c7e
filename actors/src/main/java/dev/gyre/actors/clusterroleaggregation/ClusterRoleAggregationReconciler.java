package dev.gyre.actors.clusterroleaggregation;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Selector;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives an aggregated role the rules of the roles that it selects, in the order of their names, each rule once. Rules written
 * into it by hand are lost. Of roles that are aggregated themselves it gets what they have got so far, and the rest when they do.
 */
public final class ClusterRoleAggregationReconciler implements Reconciler {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String PLURAL = "clusterroles";

    @Override
    public String name() {
        return "clusterroleaggregation";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        Set<ResourceKey> aggregated = new LinkedHashSet<>();
        if (event.key().group().equals(GROUP) && event.key().plural().equals(PLURAL)) {
            for (Resource role : view.list(GROUP, PLURAL)) {
                if (role.key().equals(event.key()) || isSelected(event.resource(), role)) {
                    aggregated.add(role.key());
                }
            }
        }
        return aggregated;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource role = view.get(key).orElse(null);
        if (role == null || role.isDeleting() || selectors(role).isEmpty()) {
            return Decision.NOTHING;
        }
        List<String> from = new ArrayList<>();
        ArrayNode rules = Json.MAPPER.createArrayNode();
        for (Resource other : view.list(GROUP, PLURAL)) {
            if (!other.key().equals(key) && isSelected(other, role)) {
                from.add(other.name());
                other.json().path("rules").forEach(rule -> addOnce(rules, rule));
            }
        }
        if (rules.equals(role.json().path("rules"))
                || rules.isEmpty() && role.json().path("rules").isEmpty()) {
            return Decision.NOTHING;
        }
        ObjectNode aggregated = role.copy();
        aggregated.set("rules", rules);
        return Decision.of(
                List.of(new Command.Update(key, null, role.revision(), aggregated, List.of())),
                "its rules are those of " + String.join(", ", from));
    }

    private static void addOnce(ArrayNode rules, JsonNode rule) {
        for (JsonNode known : rules) {
            if (known.equals(rule)) {
                return;
            }
        }
        rules.add(rule.deepCopy());
    }

    private static boolean isSelected(Resource role, Resource aggregated) {
        for (JsonNode selector : selectors(aggregated)) {
            if (Selector.of(selector).matches(role.labels())) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode selectors(Resource role) {
        return role.json().path("aggregationRule").path("clusterRoleSelectors");
    }
}
