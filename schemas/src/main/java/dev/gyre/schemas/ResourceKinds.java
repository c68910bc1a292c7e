package dev.gyre.schemas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry of kinds: an immutable set, looked up by any of its names. */
public final class ResourceKinds {

    private final List<ResourceKind> kinds;
    private final Map<String, ResourceKind> byStoragePath = new LinkedHashMap<>();
    private final Map<String, ResourceKind> byServedPath = new LinkedHashMap<>();
    private final Map<String, ResourceKind> byApiVersionAndKind = new LinkedHashMap<>();

    public ResourceKinds(List<ResourceKind> kinds) {
        this.kinds = List.copyOf(kinds);
        for (ResourceKind kind : kinds) {
            byStoragePath.put(kind.group() + "/" + kind.plural(), kind);
            for (ApiVersion version : kind.versions()) {
                byServedPath.put(version.apiVersion() + "/" + kind.plural(), kind);
                byApiVersionAndKind.put(version.apiVersion() + "/" + kind.kind(), kind);
            }
        }
    }

    /** In the order in which they were registered, which is the order of discovery. */
    public List<ResourceKind> all() {
        return new ArrayList<>(kinds);
    }

    /** By the group and plural under which it is stored. */
    public @Nullable ResourceKind find(String group, String plural) {
        return byStoragePath.get(group + "/" + plural);
    }

    public ResourceKind of(ResourceKey key) {
        ResourceKind kind = find(key.group(), key.plural());
        if (kind == null) {
            throw new IllegalArgumentException("no kind is registered for " + key);
        }
        return kind;
    }

    /** By what stands in a request's path: {@code apps/v1} and {@code deployments}. */
    public @Nullable ResourceKind served(String apiVersion, String plural) {
        return byServedPath.get(apiVersion + "/" + plural);
    }

    /** By what stands in an object: {@code apps/v1} and {@code Deployment}. */
    public @Nullable ResourceKind ofObject(String apiVersion, String kind) {
        return byApiVersionAndKind.get(apiVersion + "/" + kind);
    }

    /**
     * By a word that people use for it: plural, singular, short name or kind, in any case, and with {@code .group} where
     * several kinds share the word. The first that was registered where it is still not one; null where there is none.
     */
    public @Nullable ResourceKind named(String word) {
        int dot = word.indexOf('.');
        String name = dot < 0 ? word : word.substring(0, dot);
        String group = dot < 0 ? null : word.substring(dot + 1);
        return kinds.stream()
                .filter(kind -> group == null || kind.group().equals(group))
                .filter(kind -> isCalled(kind, name))
                .findFirst()
                .orElse(null);
    }

    private static boolean isCalled(ResourceKind kind, String name) {
        return name.equalsIgnoreCase(kind.plural())
                || name.equalsIgnoreCase(kind.singular())
                || name.equalsIgnoreCase(kind.kind())
                || kind.shortNames().stream().anyMatch(name::equalsIgnoreCase);
    }
}
