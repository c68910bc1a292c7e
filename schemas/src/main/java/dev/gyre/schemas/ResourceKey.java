package dev.gyre.schemas;

/**
 * Names one object of the API, whatever version it is read in. {@code group} is empty for the core group and {@code
 * namespace} is empty for cluster-scoped kinds, so that keys order and print the same everywhere.
 *
 * <p>{@link #toString} is the object's name on the log (a record's key and {@code ce_subject}): {@code
 * deployments.apps/default/web}, {@code pods/default/web-1}, {@code nodes/node-1}.
 */
public record ResourceKey(String group, String plural, String namespace, String name)
        implements Comparable<ResourceKey> {

    public static ResourceKey namespaced(String group, String plural, String namespace, String name) {
        return new ResourceKey(group, plural, namespace, name);
    }

    public static ResourceKey clusterScoped(String group, String plural, String name) {
        return new ResourceKey(group, plural, "", name);
    }

    /** Reads back what {@link #toString} wrote. */
    public static ResourceKey parse(String subject) {
        String[] parts = subject.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("not a resource key: \"" + subject + "\"");
        }
        int dot = parts[0].indexOf('.');
        String plural = dot < 0 ? parts[0] : parts[0].substring(0, dot);
        String group = dot < 0 ? "" : parts[0].substring(dot + 1);
        return parts.length == 3
                ? new ResourceKey(group, plural, parts[1], parts[2])
                : new ResourceKey(group, plural, "", parts[1]);
    }

    public boolean isNamespaced() {
        return !namespace.isEmpty();
    }

    /** The kind's name in the form people write: {@code deployments.apps}, {@code pods}. */
    public String groupResource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** Written out, for every look-up in a view of the cluster compares a dozen keys. */
    @Override
    public int compareTo(ResourceKey other) {
        int order = group.compareTo(other.group);
        if (order == 0) {
            order = plural.compareTo(other.plural);
        }
        if (order == 0) {
            order = namespace.compareTo(other.namespace);
        }
        return order == 0 ? name.compareTo(other.name) : order;
    }

    @Override
    public String toString() {
        return isNamespaced() ? groupResource() + "/" + namespace + "/" + name : groupResource() + "/" + name;
    }
}
