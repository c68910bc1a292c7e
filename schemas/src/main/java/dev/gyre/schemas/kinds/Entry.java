package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Column;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKind.Scope;
import dev.gyre.schemas.ResourceKind.Verb;
import dev.gyre.schemas.columns.Columns;
import dev.gyre.schemas.definitions.Definitions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A kind while it is being written down. What nearly all kinds have in common is taken as read: all verbs, published,
 * not sealed, the singular that follows from the kind's name.
 */
final class Entry {

    private final String group;
    private final String kind;
    private final String plural;
    private final Scope scope;
    private final List<ApiVersion> versions = new ArrayList<>();
    private List<String> shortNames = List.of();
    private List<String> categories = List.of();
    private Set<String> subresources = Set.of();
    private List<Column> columns = Columns.nameAndAge();
    private boolean isPublished = true;
    private boolean isSealed;

    private Entry(String group, String kind, String plural, Scope scope) {
        this.group = group;
        this.kind = kind;
        this.plural = plural;
        this.scope = scope;
    }

    static Entry namespaced(String group, String kind, String plural) {
        return new Entry(group, kind, plural, Scope.NAMESPACED);
    }

    static Entry clusterScoped(String group, String kind, String plural) {
        return new Entry(group, kind, plural, Scope.CLUSTER);
    }

    Entry shortNames(String... names) {
        shortNames = List.of(names);
        return this;
    }

    /** In {@code kubectl get all}. */
    Entry inAll() {
        return categories("all");
    }

    Entry categories(String... names) {
        categories = List.of(names);
        return this;
    }

    Entry subresources(String... names) {
        subresources = new LinkedHashSet<>(List.of(names));
        return this;
    }

    Entry columns(List<Column> columns) {
        this.columns = columns;
        return this;
    }

    Entry unpublished() {
        isPublished = false;
        return this;
    }

    Entry sealed() {
        isSealed = true;
        return this;
    }

    /** The version that objects are stored in. */
    Entry storedAs(String version, String definition, ApiVersion.Defaults defaults) {
        ApiVersion.Conversion none = new VersionName(apiVersion(group, version), apiVersion(group, version));
        versions.add(new ApiVersion(group, version, true, true, false, Definitions.of(definition), defaults, none));
        return this;
    }

    /** Another version that clients still use. */
    Entry alsoAs(
            String group,
            String version,
            String definition,
            ApiVersion.Defaults defaults,
            ApiVersion.Conversion conversion) {
        versions.add(
                new ApiVersion(group, version, false, true, false, Definitions.of(definition), defaults, conversion));
        return this;
    }

    /** A version that Kubernetes no longer serves. */
    Entry retired(String group, String version, String definition, ApiVersion.Defaults defaults) {
        return retired(group, version, definition, defaults, renamed(group, version));
    }

    Entry retired(
            String group,
            String version,
            String definition,
            ApiVersion.Defaults defaults,
            ApiVersion.Conversion conversion) {
        versions.add(
                new ApiVersion(group, version, false, true, true, Definitions.of(definition), defaults, conversion));
        return this;
    }

    /** The conversion of a version that differs from the stored one by nothing but its name. */
    ApiVersion.Conversion renamed(String group, String version) {
        return new VersionName(apiVersion(group, version), versions.getFirst().apiVersion());
    }

    ResourceKind build() {
        return new ResourceKind(
                group,
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                shortNames,
                categories,
                scope,
                List.copyOf(versions),
                Verb.ALL,
                subresources,
                isPublished,
                isSealed,
                columns);
    }

    private static String apiVersion(String group, String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
