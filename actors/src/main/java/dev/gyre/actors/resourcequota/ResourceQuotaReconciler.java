package dev.gyre.actors.resourcequota;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.quantity.Quantity;
import dev.gyre.schemas.quota.ObjectUsage;
import dev.gyre.schemas.quota.Quota;
import dev.gyre.schemas.quota.Usage;
import dev.gyre.schemas.quota.UsageCounter;
import dev.gyre.schemas.record.ResourceEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows in a quota's status how much of what it limits is used. Every object of the namespace that counts against it calls for
 * another look, so the status follows at once when something goes, too.
 */
public final class ResourceQuotaReconciler implements Reconciler {

    private final UsageCounter<Resource> counter = new UsageCounter<>();

    @Override
    public String name() {
        return "resourcequota";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        ResourceKey key = event.key();
        String groupResource = key.groupResource();
        if (!key.isNamespaced() || !ObjectUsage.isCounted(groupResource)) {
            return Set.of();
        }
        Set<ResourceKey> affected = new LinkedHashSet<>();
        for (Resource quota : view.list("", "resourcequotas", key.namespace())) {
            if (quota.key().equals(key) || Quota.of(quota.json()).counts(groupResource)) {
                affected.add(quota.key());
            }
        }
        return affected;
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource resource = view.get(key).orElse(null);
        if (resource == null) {
            return Decision.NOTHING;
        }
        Quota quota = Quota.of(resource.json());
        ObjectNode hard = Json.object();
        ObjectNode used = Json.object();
        Map<String, Usage> counted = new HashMap<>();
        quota.hard().forEach((name, limit) -> {
            hard.put(name, limit.toString());
            used.put(
                    name,
                    Quantity.of(used(name, quota, view, key.namespace(), counted), limit)
                            .toString());
        });
        Optional<Command> write =
                new StatusWrite(resource).set("hard", hard).set("used", used).command();
        return write.map(command -> Decision.of(List.of(command), "what is used has changed"))
                .orElse(Decision.NOTHING);
    }

    private BigDecimal used(String name, Quota quota, ClusterView view, String namespace, Map<String, Usage> counted) {
        String groupResource = ObjectUsage.takenBy(name);
        if (groupResource.isEmpty()) {
            return BigDecimal.ZERO;
        }
        Usage usage = counted.computeIfAbsent(groupResource, takers -> {
            int dot = takers.indexOf('.');
            String plural = dot < 0 ? takers : takers.substring(0, dot);
            String group = dot < 0 ? "" : takers.substring(dot + 1);
            return counter.count(namespace, group, plural, new NamespaceObjects(view, namespace));
        });
        return usage.of(name, quota);
    }
}
