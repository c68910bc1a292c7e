package dev.gyre.schemas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An immutable set of kinds, looked up by any of their names. Two are the same kinds where they are the same object. */
public final class KindSet implements ResourceKinds {

    private final List<ResourceKind> kinds;
    private final Map<String, ResourceKind> byStoragePath = new LinkedHashMap<>();
    private final Map<String, ResourceKind> byServedPath = new LinkedHashMap<>();
    private final Map<String, ResourceKind> byApiVersionAndKind = new LinkedHashMap<>();

    public KindSet(List<ResourceKind> kinds) {
        this.kinds = List.copyOf(kinds);
        for (ResourceKind kind : kinds) {
            byStoragePath.put(kind.group() + "/" + kind.plural(), kind);
            for (ApiVersion version : kind.versions()) {
                ResourceKind seen = kind.as(version);
                if (version.isServed()) {
                    byServedPath.put(version.apiVersion() + "/" + kind.plural(), seen);
                }
                byApiVersionAndKind.put(version.apiVersion() + "/" + kind.kind(), seen);
            }
        }
    }

    /** These and more, which come last. */
    public KindSet with(List<ResourceKind> more) {
        List<ResourceKind> all = new ArrayList<>(kinds);
        all.addAll(more);
        return new KindSet(all);
    }

    @Override
    public KindSet current() {
        return this;
    }

    @Override
    public List<ResourceKind> all() {
        return kinds;
    }

    @Override
    public @Nullable ResourceKind find(String group, String plural) {
        return byStoragePath.get(group + "/" + plural);
    }

    @Override
    public @Nullable ResourceKind served(String apiVersion, String plural) {
        return byServedPath.get(apiVersion + "/" + plural);
    }

    @Override
    public @Nullable ResourceKind ofObject(String apiVersion, String kind) {
        return byApiVersionAndKind.get(apiVersion + "/" + kind);
    }

    @Override
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
