package dev.gyre.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registry of kinds. Kubernetes' own are always there; those that users define come and go, so that what is looked up now
 * may be another kind later. Who needs several answers that agree takes {@link #current}, which does not change.
 */
public interface ResourceKinds {

    /** All kinds that there are now, as one immutable set. */
    KindSet current();

    /** In the order in which they were registered, which is the order of discovery. */
    default List<ResourceKind> all() {
        return current().all();
    }

    /** By the group and plural under which it is stored. */
    default @Nullable ResourceKind find(String group, String plural) {
        return current().find(group, plural);
    }

    default ResourceKind of(ResourceKey key) {
        ResourceKind kind = find(key.group(), key.plural());
        if (kind == null) {
            throw new IllegalArgumentException("no kind is registered for " + key);
        }
        return kind;
    }

    /** By what stands in a request's path: {@code apps/v1} and {@code deployments}; as it is in that version. */
    default @Nullable ResourceKind served(String apiVersion, String plural) {
        return current().served(apiVersion, plural);
    }

    /** By what stands in an object: {@code apps/v1} and {@code Deployment}; as it is in that version. */
    default @Nullable ResourceKind ofObject(String apiVersion, String kind) {
        return current().ofObject(apiVersion, kind);
    }

    /**
     * By a word that people use for it: plural, singular, short name or kind, in any case, and with {@code .group} where
     * several kinds share the word. The first that was registered where it is still not one; null where there is none.
     */
    default @Nullable ResourceKind named(String word) {
        return current().named(word);
    }

    /**
     * Whether changes of the object are records on the log. An object of a kind that is not known is one of a kind that users
     * defined, here or once, and those are: the log does not depend on who knows which definition when.
     */
    default boolean isPublished(ResourceKey key) {
        ResourceKind kind = find(key.group(), key.plural());
        return kind == null || kind.isPublished();
    }

    /** Whether the object is encrypted in the store and published without its content. */
    default boolean isSealed(ResourceKey key) {
        ResourceKind kind = find(key.group(), key.plural());
        return kind != null && kind.isSealed();
    }
}
