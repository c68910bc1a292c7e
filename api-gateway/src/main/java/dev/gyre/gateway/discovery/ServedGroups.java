package dev.gyre.gateway.discovery;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups, in each its versions, in each its resources, in the order in which clients are to prefer them: the core group
 * first, then as registered, and what is retired last, so that {@code kubectl get deployments} never picks it.
 */
final class ServedGroups {

    private final Map<String, Map<String, List<ServedResource>>> groups = new LinkedHashMap<>();

    ServedGroups(KindSet kinds) {
        List<ServedResource> current = new ArrayList<>();
        List<ServedResource> retired = new ArrayList<>();
        for (ResourceKind kind : kinds.all()) {
            for (ApiVersion version : kind.servedVersions()) {
                (version.isRetired() ? retired : current).add(ServedResource.of(kind.as(version), version));
            }
        }
        groups.put("", new LinkedHashMap<>());
        current.forEach(this::add);
        ServedResource.REVIEWS.forEach(this::add);
        ServedResource.METRICS.forEach(this::add);
        add(ServedResource.COMPONENTS);
        retired.forEach(this::add);
        groups.values()
                .forEach(versions -> versions.values()
                        .forEach(resources -> resources.sort(java.util.Comparator.comparing(ServedResource::plural))));
    }

    private void add(ServedResource resource) {
        groups.computeIfAbsent(resource.group(), g -> new LinkedHashMap<>())
                .computeIfAbsent(resource.version(), v -> new ArrayList<>())
                .add(resource);
    }

    List<String> names() {
        return List.copyOf(groups.keySet());
    }

    List<String> versions(String group) {
        return List.copyOf(groups.getOrDefault(group, Map.of()).keySet());
    }

    List<ServedResource> resources(String group, String version) {
        return groups.getOrDefault(group, Map.of()).getOrDefault(version, List.of());
    }
}
