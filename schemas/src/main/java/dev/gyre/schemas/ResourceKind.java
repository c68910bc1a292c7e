package dev.gyre.schemas;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kind of the API, whole: adding a kind is adding one of these to {@link ResourceKinds}. Discovery, storage, the log,
 * RBAC, {@code kubectl get}'s columns and OpenAPI are all derived from it.
 *
 * @param versions in the order of discovery, not all of them served; the storage version is the one that objects are kept, published and decided in
 * @param isPublished whether changes are records on the log; those of the others are only counted in its progress
 * @param isSealed whether values are encrypted in the store and published without their content (Secrets)
 * @param columns of {@code kubectl get}, in order; the name is one of them, not always the first
 * @param custom what only kinds have that users define; null for Kubernetes' own
 */
public record ResourceKind(
        String group,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        Scope scope,
        List<ApiVersion> versions,
        Set<Verb> verbs,
        Set<String> subresources,
        boolean isPublished,
        boolean isSealed,
        List<Column> columns,
        @Nullable Custom custom) {

    /**
     * What users say of the kinds that they define. Some of it differs by version, so there is one view of the kind for each.
     *
     * @param scale where replicas stand; null where there is no such subresource
     * @param selectableFields by which objects can be selected, beside name and namespace: {@code spec.color}
     * @param byVersion the kind as it is in each version, by {@code apiVersion}
     * @param conversion who converts objects; null where versions differ by nothing but their names. Where there is somebody,
     *     each view takes its own version for the one that objects are stored in: they are converted on their way from the
     *     store and back
     */
    public record Custom(
            @Nullable ScalePaths scale,
            Set<String> selectableFields,
            Map<String, ResourceKind> byVersion,
            @Nullable ConversionWebhook conversion) {

        /** Each is only itself: a view of the kind leads to all others, and so back to itself. */
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "custom, in " + byVersion.keySet();
        }
    }

    /** One of Kubernetes' own kinds. */
    public ResourceKind(
            String group,
            String kind,
            String plural,
            String singular,
            List<String> shortNames,
            List<String> categories,
            Scope scope,
            List<ApiVersion> versions,
            Set<Verb> verbs,
            Set<String> subresources,
            boolean isPublished,
            boolean isSealed,
            List<Column> columns) {
        this(
                group,
                kind,
                plural,
                singular,
                shortNames,
                categories,
                scope,
                versions,
                verbs,
                subresources,
                isPublished,
                isSealed,
                columns,
                null);
    }

    /** Whether users defined it. */
    public boolean isCustom() {
        return custom != null;
    }

    /** Who converts objects from version to version; null where the gateway can do that itself. */
    public @Nullable ConversionWebhook conversionWebhook() {
        return custom == null ? null : custom.conversion();
    }

    /** The kind as it is in one of its versions: columns and subresources of kinds that users define may differ. */
    public ResourceKind as(ApiVersion version) {
        return custom == null ? this : custom.byVersion().getOrDefault(version.apiVersion(), this);
    }

    /** Whether objects live in namespaces. */
    public enum Scope {
        NAMESPACED,
        CLUSTER
    }

    /** What can be asked of a kind, by the names that RBAC and discovery use. */
    public enum Verb {
        GET,
        LIST,
        WATCH,
        CREATE,
        UPDATE,
        PATCH,
        DELETE,
        DELETECOLLECTION;

        /** All of them: the usual set. */
        public static final Set<Verb> ALL = Set.of(values());
    }

    public boolean isNamespaced() {
        return scope == Scope.NAMESPACED;
    }

    /** The version that objects are stored in. */
    public ApiVersion storageVersion() {
        return versions.stream()
                .filter(ApiVersion::isStorage)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(kind + " has no storage version"));
    }

    /** Those that clients may ask for, in the order of discovery. */
    public List<ApiVersion> servedVersions() {
        return versions.stream().filter(ApiVersion::isServed).toList();
    }

    /** The version by the {@code apiVersion} it is served under ({@code apps/v1}); two groups may each have a {@code v1}. */
    public @Nullable ApiVersion served(String apiVersion) {
        ApiVersion version = version(apiVersion);
        return version != null && version.isServed() ? version : null;
    }

    /** The version by its {@code apiVersion}, whether it is served or only stored. */
    public @Nullable ApiVersion version(String apiVersion) {
        for (ApiVersion version : versions) {
            if (version.apiVersion().equals(apiVersion)) {
                return version;
            }
        }
        return null;
    }

    public ResourceKey key(String namespace, String name) {
        return new ResourceKey(group, plural, isNamespaced() ? namespace : "", name);
    }

    /** {@code deployments.apps}, {@code pods}. */
    public String groupResource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The {@code apiVersion} of stored objects: {@code apps/v1}, {@code v1}. */
    public String apiVersion() {
        return storageVersion().apiVersion();
    }
}
