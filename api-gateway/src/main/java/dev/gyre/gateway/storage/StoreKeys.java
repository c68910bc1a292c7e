package dev.gyre.gateway.storage;

import dev.gyre.schemas.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * The names of everything that is ever written, all under one prefix so that one watch sees it all. Objects live under
 * {@code /gyre/registry/<group or core>/<plural>/[<namespace>/]<name>}; what the machinery needs lives under {@code
 * /gyre/meta/}, and {@link Serial}s under {@code /gyre/serials/}. Names of objects never hold a slash, so a key reads back without knowing the kind.
 */
public final class StoreKeys {

    /** What the one watch follows. */
    public static final String PREFIX = "/gyre/";

    public static final String REGISTRY = PREFIX + "registry/";
    public static final String META = PREFIX + "meta/";

    /** Right behind the objects, so that one range has both. */
    public static final String SERIALS = PREFIX + "serials/";

    /** Cluster id, log generation and partition count. */
    public static final String LOG_IDENTITY = META + "log";

    /** Held by the active relay under its lease; the key's create revision is the relay's term. */
    public static final String RELAY_TERM = META + "relay";

    /** Why the last deletion happened; overwritten in the transaction of each deletion. */
    public static final String DELETION = META + "deletion";

    private static final String EPOCHS = META + "epochs/";
    private static final String CORE = "core";

    private StoreKeys() {}

    public static String of(ResourceKey key) {
        String group = key.group().isEmpty() ? CORE : key.group();
        String kind = REGISTRY + group + "/" + key.plural() + "/";
        return key.isNamespaced() ? kind + key.namespace() + "/" + key.name() : kind + key.name();
    }

    /** The object that a key names; null for a key that names none. */
    public static @Nullable ResourceKey parse(String key) {
        if (!key.startsWith(REGISTRY)) {
            return null;
        }
        String[] parts = key.substring(REGISTRY.length()).split("/", -1);
        if (parts.length < 3 || parts.length > 4) {
            return null;
        }
        String group = parts[0].equals(CORE) ? "" : parts[0];
        return parts.length == 4
                ? new ResourceKey(group, parts[1], parts[2], parts[3])
                : new ResourceKey(group, parts[1], "", parts[2]);
    }

    /** The key whose mod revision is the serial's. */
    public static String serial(String name) {
        return SERIALS + name;
    }

    /** The name of the serial that a key is; null where it is none. */
    public static @Nullable String serialName(String key) {
        return key.startsWith(SERIALS) ? key.substring(SERIALS.length()) : null;
    }

    /** The key whose mod revision is the partition's epoch. */
    public static String epoch(String partition) {
        return EPOCHS + partition;
    }
}
